/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Applies patches to a tree, as GNU patch 2.7.6 does when called as "patch -f -pN -FN":
 * at the same places, with the same results and the same rejects. In git diffs, what
 * only git apply can do is done as git does it: changes of type, links, directories
 * that become files. In reverse, the diffs of a patch are undone last first, so that
 * several diffs of one file work, too.
 */
#pragma once

#include "patch/patch.h"
#include "patch/tree.h"
#include "util/text.h"

/* From best to worst. The status of a file or patch is that of its worst hunk. */
enum apply_status {
	APPLY_EXACT,   /* at the given line, all context equal */
	APPLY_OFFSET,  /* at another line, all context equal */
	APPLY_FUZZ,    /* some context at the ends was ignored */
	APPLY_ALREADY, /* failed, but the reverse would apply exactly */
	APPLY_FAILED,
};

struct apply_options {
	int strip;	  /* -pN */
	gboolean reverse; /* -R */
	guint fuzz;	  /* -FN: maximum of context lines to ignore */
	gboolean partial; /* if a patch fails, keep the hunks that apply */
};

struct hunk_result {
	const struct hunk *hunk; /* points into the patch, which must outlive this */
	enum apply_status status;
	gint64 line;   /* its first line in the file before the patch; if it failed,
			* where it was expected */
	gint64 target; /* the same in the file after the patch */
	gint64 offset; /* distance in lines from where its numbers and the hunks
			* before it put it */
	guint fuzz;
	const char *why; /* reason of a failure if known (static), else NULL */
};

struct file_result {
	const struct patch_file *file;
	char *path;   /* that was (or would be) written; NULL: not found */
	char *source; /* old name of a rename or copy */
	enum apply_status status;
	struct blob before; /* the contents in which hunks were searched; belongs to
			     * the tree */
	GArray *hunks;	    /* of struct hunk_result */
	char *reason;	    /* of a failure outside of hunks, else NULL */
};

struct patch_result {
	enum apply_status status;
	GPtrArray *files; /* of struct file_result */
};

struct patch_result *patch_result_new(void); /* of no file, APPLY_EXACT */
void patch_result_free(struct patch_result *result);

/* Returns the name of the outcome, see patch/outcome.h. */
const char *apply_status_name(enum apply_status status);

/*
 * Applies @patch to @tree in memory. If a part of it fails, @tree is unchanged, unless
 * @options->partial. The result, which is returned in both cases, says what failed.
 * Returns NULL and sets @error only for an unsafe path, a read error, or a patch
 * without a diff (KF_ERROR_INPUT; "Only garbage was found" of GNU patch).
 */
struct patch_result *apply_patch(struct tree *tree, const struct patch *patch,
				 const struct apply_options *options,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* --- placing single hunks, for callers with other plans ------------------------ */

/* One side of a hunk: what must be there, or what will be. */
struct hunk_side {
	const struct patch_line **lines;
	gsize count;
	gint64 first; /* number of the first line, from 1, as in the hunk's head */
};

/* A hunk to be applied, forward or in reverse: the pattern is searched, the replacement
 * takes its place. Borrows the hunk's lines. */
struct hunk_view {
	struct hunk_side pattern, replacement;
	guint prefix, suffix;
};

/* Initializes @view from @hunk or its reverse. @hunk must outlive it. Free with
 * hunk_view_clear(). */
void hunk_view_init(struct hunk_view *view, const struct hunk *hunk, gboolean reverse);
void hunk_view_clear(struct hunk_view *view);

/*
 * How far a file has been processed; passed from hunk to hunk. Initialize with zeros.
 */
struct placing {
	gint64 in_offset;  /* offset of the last hunk that was placed */
	gint64 out_offset; /* number of lines that the hunks so far have added */
	gint64 frozen;	   /* last line that earlier hunks have used */
	guint64 spent;	   /* number of line comparisons so far; there is a limit */
};

/*
 * Searches @text for @view with exactly @fuzz, starting at the expected line and moving
 * outwards, later lines before earlier ones at the same distance. Returns the line of
 * the first pattern line and updates in_offset, or returns 0. See locate_hunk() in GNU
 * patch.
 */
gint64 hunk_locate(const struct text *text, const struct hunk_view *view, guint fuzz,
		   struct placing *placing);

/* Whether @view would fit somewhere if line ends were equal: they are LF on one side,
 * and CR LF on the other. */
gboolean hunk_fits_but_for_cr(const struct text *text, const struct hunk_view *view,
			      struct placing *placing);

/* Whether the whole pattern of @view is in @text at @line. */
gboolean hunk_matches(const struct text *text, const struct hunk_view *view,
		      gint64 line);

typedef struct patch_result PatchResult;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PatchResult, patch_result_free)
