/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Carrying the hunks of one file from an old text to a new one.
 *
 * The old text is known before (base) and after the patch (ours), so the true
 * three-way merge with the new text (theirs) needs no history. Each hunk takes
 * the first step that is certain:
 *
 *   upstream   theirs has the hunk's result: by the merge (both sides made the
 *              same change, theirs made it among others, or theirs has what
 *              later patches of the series make of it), or all of its lines,
 *              context included, stand once in the same function
 *   exact      all its old lines stand where they stood
 *   offset     they stand elsewhere: where the base's lines went, or at the only
 *              such place and in the same function
 *   three-way  the lines that it changes, and those next to them, are where they
 *              were, in the same function; context further off has changed
 *   words      theirs changed the same lines, but other words (merge_words())
 *   conflict   anything else
 *
 * What a hunk adds must not have come into the new text by another way: a hunk
 * whose lines were gained there is a conflict, never applied a second time.
 */
#pragma once

#include "patch/apply.h"
#include "port/merge.h"

enum merge_step {
	STEP_UPSTREAM,
	STEP_EXACT,
	STEP_OFFSET,
	STEP_MERGED,
	STEP_WORDS,
	STEP_CONFLICT,
};

/* The name of its outcome, see patch/outcome.h. */
const char *merge_step_name(enum merge_step step);

struct merge_hunk {
	const struct hunk *hunk;
	gboolean reverse;
	struct hunk_view view; /* as applied; owned by the merge */
	gint64 base; /* where its first pattern line is in base, from 0; a part of a
			text may begin after it */
	enum merge_step step;
	gint64 place;	     /* where it is in theirs, from 0; -1 for unknown */
	gboolean whole;	     /* its lines are as in the patch */
	gboolean taken_back; /* by later patches of the series */
	gboolean superseded; /* the same, and theirs has some of those patches */
	gboolean doubtful;   /* its lines or those next to them have changed */
	gboolean barred;     /* its lines were gained: it must not be tried elsewhere */
	char *path; /* another file that it went to, see port/code-move.h; NULL: this one */
	char *reason;	 /* in words; NULL for exact and offset */
	GPtrArray *lost; /* names that it mentions and theirs has lost, see
			    port/prerequisites.h; NULL: none */
};

/* Lines of theirs that are replaced. */
struct merge_edit {
	gint64 line, n; /* from 0 */
	struct span text;
	guint hunk;
};

struct hunk_merge {
	struct text base, ours, theirs;
	struct text final; /* see hunk_merge_look_ahead() */
	gboolean has_final;
	const GPtrArray *included; /* see hunk_merge_include() */
	GArray *hunks;		   /* of struct merge_hunk, in the order of the file */
	GArray *edits;		   /* of struct merge_edit, in order, not overlapping */
	GArray *clashes;  /* of struct group: what is to be shown with markers */
	GPtrArray *owned; /* texts that edits point into */
	GArray *changes;  /* from base to ours; NULL: no one asked */
};

/* @base, @ours and @theirs are borrowed for the life of the merge. */
struct hunk_merge *hunk_merge_new(GBytes *base, GBytes *ours, GBytes *theirs);
void hunk_merge_free(struct hunk_merge *merge);

/*
 * Tells what the rest of the old series made of the text in the end (borrowed): a
 * change that theirs has in that form is upstream together with those after it.
 */
void hunk_merge_look_ahead(struct hunk_merge *merge, GBytes *final);

/* Tells which files theirs includes (borrowed), see port/included-files.h. */
void hunk_merge_include(struct hunk_merge *merge, const GPtrArray *included);

/* Adds @hunk, which was applied to base with its first line at @line (from 0). */
void hunk_merge_add(struct hunk_merge *merge, const struct hunk *hunk, gboolean reverse,
		    gint64 line);

/* Decides every hunk, and fills edits and clashes. */
void hunk_merge_run(struct hunk_merge *merge);

/* The changes from base to ours, as diff_lines() tells them; @merge has them. */
GArray *hunk_merge_changes(struct hunk_merge *merge);

/* The worst step of all hunks. */
enum merge_step hunk_merge_worst(const struct hunk_merge *merge);

/* Theirs with the edits made. */
GBytes *hunk_merge_result(const struct hunk_merge *merge);

/*
 * Theirs with the edits made, and markers as git's where there are clashes;
 * @old, @new and @patch name the sides.
 */
GBytes *hunk_merge_markers(const struct hunk_merge *merge, const char *old,
			   const char *new, const char *patch);

/*
 * For who finds places by other means: makes an edit (@text is taken), forgets all
 * edits of a hunk, and puts edits in order when all are made.
 */
void hunk_merge_add_edit(struct hunk_merge *merge, gint64 line, gint64 n, GString *text,
			 guint hunk);
void hunk_merge_drop_edits(struct hunk_merge *merge, guint hunk);
void hunk_merge_settle_edits(struct hunk_merge *merge);

typedef struct hunk_merge HunkMerge;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HunkMerge, hunk_merge_free)
