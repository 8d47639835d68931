/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Three-way merge of lines, and of words within lines.
 *
 * Two lists of changes to the same base are laid over each other. Changes that
 * touch (no line of the base is left between them) form one group, as in git's
 * merge-file; a group that both sides changed is either the same change, or a
 * clash, which merge_words() may resolve.
 */
#pragma once

#include "patch/diff.h"

enum fate {
	FATE_CLEAN,  /* only ours changed it */
	FATE_THEIRS, /* only theirs did */
	FATE_SAME,   /* both made the same change */
	FATE_CLASH,  /* the changes differ */
};

/* Touching changes of both sides. All lines are counted from 0. */
struct group {
	enum fate fate;
	gint64 base, base_n;
	gint64 ours, ours_n;
	gint64 theirs, theirs_n;
	guint first, count;		/* which of the changes of ours are in it */
	guint their_first, their_count; /* and which of theirs */
};

/*
 * @ours and @theirs are diff_lines(@base, ...) of @a and @b. Returns an array of
 * struct group, in order; unref it.
 */
GArray *merge_groups(const struct text *a, GArray *ours, const struct text *b,
		     GArray *theirs);

/*
 * Merges changes to the same lines word by word. A word is an identifier or
 * number, a run of blanks, a newline, or any other byte. Returns NULL, and a
 * static string in @why, unless it is safe: the two sides' words must not touch,
 * a word that is not blank must stand between them, they must not bring the same
 * word, and theirs must have kept most of the base.
 */
GString *merge_words(struct span base, struct span ours, struct span theirs,
		     const char **why) G_GNUC_WARN_UNUSED_RESULT;
