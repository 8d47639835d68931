/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Applying patches to a tree, with the semantics of GNU patch 2.7.6 called as
 * "patch -f -pN -FN": the same places, the same results, the same refusals. In git
 * diffs, what git apply knows and patch does not is done as git does it: changes of
 * type, links, directories that become files. In reverse, the diffs of a patch are taken
 * off last first, so that several of one file come off, too.
 */
#pragma once

#include "patch/patch.h"
#include "patch/tree.h"
#include "util/text.h"

/* From best to worst: the status of a file or patch is its worst hunk's. */
enum apply_status {
	APPLY_EXACT,   /* where it says, all context equal */
	APPLY_OFFSET,  /* elsewhere, all context equal */
	APPLY_FUZZ,    /* with some context at its ends ignored */
	APPLY_ALREADY, /* failed, but its reverse would apply exactly */
	APPLY_FAILED,
};

struct apply_options {
	int strip;	  /* -pN */
	gboolean reverse; /* -R */
	guint fuzz;	  /* -FN: lines of context that may be ignored */
	gboolean partial; /* keep the hunks that apply of a patch that fails */
};

struct hunk_result {
	const struct hunk *hunk; /* of the patch, which must outlive this */
	enum apply_status status;
	gint64 line;   /* where its first line is in the file before the patch;
			  for one that failed, where it was expected */
	gint64 target; /* the same in the file after the patch */
	gint64 offset; /* lines away from where the hunk's numbers and the
			  hunks before it put it */
	guint fuzz;
	const char *why; /* of a failure, where it can be told (static), else NULL */
};

struct file_result {
	const struct patch_file *file;
	char *path;   /* that was (or would be) written; NULL: none was found */
	char *source; /* of a rename or copy */
	enum apply_status status;
	struct blob before; /* what the hunks were looked for in; the tree's */
	GArray *hunks;	    /* of struct hunk_result */
	char *reason;	    /* of a failure that is not a hunk's, else NULL */
};

struct patch_result {
	enum apply_status status;
	GPtrArray *files; /* of struct file_result */
};

struct patch_result *patch_result_new(void); /* of no file, APPLY_EXACT */
void patch_result_free(struct patch_result *result);

/* The name of its outcome, see patch/outcome.h. */
const char *apply_status_name(enum apply_status status);

/*
 * Applies @patch to @tree in memory. When some of it fails, @tree is as it was
 * before, unless @options->partial. The result says which, and is returned in
 * both cases; NULL and @error only for what is no matter of placing: an unsafe
 * path, a read error, a patch without a diff (KF_ERROR_INPUT, as GNU patch's
 * "Only garbage was found").
 */
struct patch_result *apply_patch(struct tree *tree, const struct patch *patch,
				 const struct apply_options *options,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- placing single hunks, for who has other plans with them ---------------- */

/* One side of a hunk: what must be there, or what will be. */
struct hunk_side {
	const struct patch_line **lines;
	gsize count;
	gint64 first; /* line of the first one, from 1, as the hunk has it */
};

/*
 * A hunk as it is about to be applied, forward or in reverse: pattern is what
 * is looked for, replacement what will stand there. Borrows the hunk's lines.
 */
struct hunk_view {
	struct hunk_side pattern, replacement;
	guint prefix, suffix;
};

/* Makes @view of @hunk, or of its reverse. @hunk must outlive it; hunk_view_clear() ends it. */
void hunk_view_init(struct hunk_view *view, const struct hunk *hunk, gboolean reverse);
void hunk_view_clear(struct hunk_view *view);

/* How far a file is: carried from hunk to hunk. Begin with all zero. */
struct placing {
	gint64 in_offset;  /* of the last hunk that was placed */
	gint64 out_offset; /* lines that the hunks so far have added */
	gint64 frozen;	   /* last line that earlier hunks have used up */
	guint64 spent;	   /* comparisons of lines so far, against a bound */
};

/*
 * Looks for the place of @view in @text with exactly @fuzz, from where it
 * should be outwards, nearest first, later before earlier. Returns the line of
 * its first pattern line (in_offset is updated), or 0. GNU patch: locate_hunk().
 */
gint64 hunk_locate(const struct text *text, const struct hunk_view *view, guint fuzz,
		   struct placing *placing);

/*
 * Whether @view would fit somewhere if line ends were all alike: they are LF on one
 * side, and CR LF on the other.
 */
gboolean hunk_fits_but_for_cr(const struct text *text, const struct hunk_view *view,
			      struct placing *placing);

/* Whether all of @view's pattern stands in @text at @line. */
gboolean hunk_matches(const struct text *text, const struct hunk_view *view,
		      gint64 line);

typedef struct patch_result PatchResult;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PatchResult, patch_result_free)
