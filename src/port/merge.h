/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Three-way merge of lines, and of words within lines.
 *
 * Two lists of changes to the same base are combined. Changes that touch (no line of
 * the base is between them) form a group, as in git merge-file. A group with changes of
 * both sides is either the same change, or a clash, which merge_words() may resolve.
 */
#pragma once

#include "patch/diff.h"

enum fate {
	FATE_CLEAN,  /* only ours changed it */
	FATE_THEIRS, /* only theirs changed it */
	FATE_SAME,   /* both made the same change */
	FATE_CLASH,  /* both made different changes */
};

/* Touching changes of both sides. Lines are counted from 0. */
struct group {
	enum fate fate;
	gint64 base, base_n;
	gint64 ours, ours_n;
	gint64 theirs, theirs_n;
	guint first, count;		/* the changes of ours in it */
	guint their_first, their_count; /* the changes of theirs in it */
};

/* Groups the changes @ours and @theirs, which are diff_lines() from a common base to @a
 * and @b. Returns an array of struct group, in order; unref it. */
GArray *merge_groups(const struct text *a, GArray *ours, const struct text *b,
		     GArray *theirs);

/*
 * Merges changes to the same lines word by word. A word is an identifier or number, a
 * run of blanks, a newline, or any other byte. Returns NULL and sets @why to a static
 * string unless this is safe: a non-blank word is between the words that the two sides
 * changed, they did not add the same word, and theirs kept most of the base.
 */
GString *merge_words(struct span base, struct span ours, struct span theirs,
		     const char **why) G_GNUC_WARN_UNUSED_RESULT;
