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

#include "apply.h"
#include "merge.h"

enum ladder_step {
	STEP_UPSTREAM,
	STEP_EXACT,
	STEP_OFFSET,
	STEP_MERGED,
	STEP_WORDS,
	STEP_CONFLICT,
};

/* "upstream", "exact", "offset", "three-way", "words", "conflict" */
const char *ladder_step_name(enum ladder_step step);

struct ladder_hunk {
	const struct hunk *hunk;
	gboolean reverse;
	struct hunk_view view; /* as applied; owned by the ladder */
	gint64 base; /* where its first pattern line is in base, from 0; a part of a
			text may begin after it */
	enum ladder_step step;
	gint64 place;	     /* where it is in theirs, from 0; -1 for unknown */
	gboolean whole;	     /* its lines are as in the patch */
	gboolean taken_back; /* by later patches of the series */
	gboolean superseded; /* the same, and theirs has some of those patches */
	gboolean doubtful;   /* its lines or those next to them have changed */
	gboolean barred;     /* its lines were gained: it must not be tried elsewhere */
	char *path;   /* another file that it went to, see follow.h; NULL: this one */
	char *reason; /* in words; NULL for exact and offset */
};

/* Lines of theirs that are replaced. */
struct ladder_edit {
	gint64 line, n; /* from 0 */
	struct text_span text;
	guint hunk;
};

struct ladder {
	struct text base, ours, theirs;
	struct text final; /* see ladder_look_ahead() */
	gboolean has_final;
	const GPtrArray *included; /* see ladder_include() */
	GArray *hunks;		   /* of struct ladder_hunk, in the order of the file */
	GArray *edits;	  /* of struct ladder_edit, in order, not overlapping */
	GArray *clashes;  /* of struct group: what is to be shown with markers */
	GPtrArray *owned; /* texts that edits point into */
};

/* @base, @ours and @theirs are borrowed for the ladder's life. */
struct ladder *ladder_new(GBytes *base, GBytes *ours, GBytes *theirs);
void ladder_free(struct ladder *ladder);

/*
 * Tells what the rest of the old series made of the text in the end (borrowed): a
 * change that theirs has in that form is upstream together with those after it.
 */
void ladder_look_ahead(struct ladder *ladder, GBytes *final);

/* Tells which files theirs includes (borrowed), see included.h. */
void ladder_include(struct ladder *ladder, const GPtrArray *included);

/* Adds @hunk, which was applied to base with its first line at @line (from 0). */
void ladder_add(struct ladder *ladder, const struct hunk *hunk, gboolean reverse,
		gint64 line);

/* Decides every hunk, and fills edits and clashes. */
void ladder_run(struct ladder *ladder);

/* The worst step of all hunks. */
enum ladder_step ladder_worst(const struct ladder *ladder);

/* Theirs with the edits made. */
GBytes *ladder_result(const struct ladder *ladder);

/*
 * Theirs with the edits made, and markers as git's where there are clashes;
 * @old, @new and @patch name the sides.
 */
GBytes *ladder_markers(const struct ladder *ladder, const char *old, const char *new,
		       const char *patch);

/*
 * For who finds places by other means: makes an edit (@text is taken), forgets all
 * edits of a hunk, and puts edits in order when all are made.
 */
void ladder_add_edit(struct ladder *ladder, gint64 line, gint64 n, GString *text,
		     guint hunk);
void ladder_drop_edits(struct ladder *ladder, guint hunk);
void ladder_settle_edits(struct ladder *ladder);

typedef struct ladder Ladder;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ladder, ladder_free)
