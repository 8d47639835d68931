/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Carries the hunks of one file from an old text to a new one.
 *
 * The old text is known before (base) and after the patch (ours), so a true three-way
 * merge with the new text (theirs) needs no history. Each hunk takes the first step
 * that is certain:
 *
 *	upstream   theirs has the hunk's result: according to the merge (both sides made
 *	           the same change, theirs made it among others, or theirs has what
 *	           later patches of the series make of it), or because all of its
 *	           lines, context included, occur once in the same function
 *	exact      all its old lines are at the same place
 *	offset     they are elsewhere: where the lines of the base went, or at the only
 *	           such place and in the same function
 *	three-way  the lines that it changes, and the lines next to them, are where they
 *	           were, in the same function; more distant context has changed
 *	words      theirs changed the same lines, but other words (merge_words())
 *	conflict   anything else
 *
 * What a hunk adds must not have come into the new text in another way: a hunk whose
 * lines were added there is a conflict, and never applied a second time.
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

/* Returns the name of the outcome, see patch/outcome.h. */
const char *merge_step_name(enum merge_step step);

struct merge_hunk {
	const struct hunk *hunk;
	gboolean reverse;
	struct hunk_view view; /* as applied; owned by the merge */
	gint64 base; /* its first pattern line in base, from 0; a part of a text may
		      * begin after it */
	enum merge_step step;
	gint64 place;	     /* its first line in theirs, from 0; -1: unknown */
	gboolean whole;	     /* its lines are unchanged */
	gboolean taken_back; /* reverted by later patches of the series */
	gboolean superseded; /* also, theirs has some of those patches */
	gboolean doubtful;   /* its own or adjacent lines were changed */
	gboolean barred;     /* theirs has its added lines: must not be tried
			      * elsewhere */
	char *path;	 /* other file to which it was carried, see port/code-move.h; or
			  * NULL */
	char *reason;	 /* for people; NULL for exact and offset */
	GPtrArray *lost; /* names in it that theirs lost, see port/prerequisites.h;
			  * NULL: none */
};

/* A replacement of lines of theirs. */
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
	GArray *clashes;	   /* of struct group: conflicts to show with markers */
	GPtrArray *owned;	   /* texts that the edits point into */
	GArray *changes;	   /* from base to ours; NULL: not computed yet */
};

/* @base, @ours and @theirs are borrowed until the merge is freed. */
struct hunk_merge *hunk_merge_new(GBytes *base, GBytes *ours, GBytes *theirs);
void hunk_merge_free(struct hunk_merge *merge);

/* Sets the result of the whole old series (borrowed). A change that theirs has in that
 * form is upstream, together with later changes of it. */
void hunk_merge_look_ahead(struct hunk_merge *merge, GBytes *final);

/* Sets the files that theirs includes (borrowed), see port/included-files.h. */
void hunk_merge_include(struct hunk_merge *merge, const GPtrArray *included);

/* Adds @hunk, whose first line was at @line (from 0) in base when it was applied. */
void hunk_merge_add(struct hunk_merge *merge, const struct hunk *hunk, gboolean reverse,
		    gint64 line);

/* Decides about every hunk; fills edits and clashes. */
void hunk_merge_run(struct hunk_merge *merge);

/* Returns the changes from base to ours, as from diff_lines(); @merge owns them. */
GArray *hunk_merge_changes(struct hunk_merge *merge);

/* Returns the worst step of all hunks. */
enum merge_step hunk_merge_worst(const struct hunk_merge *merge);

/* Returns theirs with the edits. */
GBytes *hunk_merge_result(const struct hunk_merge *merge);

/* Returns theirs with the edits and, for clashes, conflict markers as in git, which
 * contain the names @old, @new and @patch. */
GBytes *hunk_merge_markers(const struct hunk_merge *merge, const char *old,
			   const char *new, const char *patch);

/* For callers that find places in other ways: adds an edit (takes ownership of @text),
 * removes all edits of a hunk, and sorts the edits at the end. */
void hunk_merge_add_edit(struct hunk_merge *merge, gint64 line, gint64 n, GString *text,
			 guint hunk);
void hunk_merge_drop_edits(struct hunk_merge *merge, guint hunk);
void hunk_merge_settle_edits(struct hunk_merge *merge);

typedef struct hunk_merge HunkMerge;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HunkMerge, hunk_merge_free)
