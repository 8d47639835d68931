/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A series on a tree: applying all of it, and taking it off again, in memory.
 */
#pragma once

#include "patch/apply.h"
#include "patch/series.h"
#include "patch/tree.h"

/* What became of one patch of a series. */
struct series_step {
	const struct series_entry *entry; /* of the series, which must outlive it */
	struct patch *patch;
	struct patch_result *result;
	guint mark_before, mark_after; /* of the tree, for tree_edits() */
};

struct series_apply_options {
	guint fuzz;
	gboolean partial; /* keep what applies of a patch that fails */
	gboolean go_on;	  /* try the patches after one that failed, too */
	gboolean remove;  /* unapply: last patch first, each in reverse */
	/* Called before each patch, NULL for none. */
	void (*progress)(guint done, guint total, const char *name, gpointer data);
	gpointer progress_data;
};

/*
 * Applies @patch to @tree as @entry has it (-p, -R), or takes it off: the one way in which
 * a patch of a series is applied. One that is an empty file changes nothing, as quilt has
 * it. Of @options, fuzz, partial and remove count. Result and errors are apply_patch()'s.
 */
struct patch_result *series_apply_patch(struct tree *tree,
					const struct series_entry *entry,
					const struct patch *patch,
					const struct series_apply_options *options,
					GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * For who wants the tree and no report: TRUE if all of it applies. Errors: those of
 * apply_patch(), and KF_ERROR_NEGATIVE naming the first hunk that fails.
 */
gboolean series_apply_whole(struct tree *tree, const struct series_entry *entry,
			    const struct patch *patch, guint fuzz,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Applies (or removes) @entries of @series, which are in the series' order, to
 * @tree, up to the first that fails. Every step that was tried is in the result
 * (an array of struct series_step; unref it), also the failed one; its status
 * tells. @entries may be NULL for all that are selected. NULL and @error when a
 * patch cannot be read or parsed; @tree then holds what came before.
 */
GArray *series_apply(struct tree *tree, const struct series *series, GPtrArray *entries,
		     const struct series_apply_options *options,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* An empty array of steps, for who fills one himself. */
GArray *series_steps_new(void);

/* Whether all steps went well; otherwise the first that did not (borrowed). */
const struct series_step *series_apply_failure(GArray *steps);

/*
 * The same of a series: @tree with all of @series applied, with
 * @fuzz. Errors: KF_ERROR_NEGATIVE naming the first patch and hunk that fails.
 */
gboolean series_apply_all(struct tree *tree, const struct series *series, guint fuzz,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One line about why @patch failed: "PATCH:LINE: FILE: hunk 2 of 5 fails ..."; free it. */
char *series_apply_explain(const struct patch *patch,
			   const struct patch_result *result);
