/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Applies a series to a tree, or removes it, in memory. */
#pragma once

#include "patch/apply.h"
#include "patch/series.h"
#include "patch/tree.h"

/* The result of one patch of a series. */
struct series_step {
	const struct series_entry *entry; /* of the series, which must outlive this */
	struct patch *patch;
	struct patch_result *result;
	guint mark_before, mark_after; /* marks of the tree, for tree_edits() */
};

struct series_apply_options {
	guint fuzz;
	gboolean partial; /* if a patch fails, keep the hunks that apply */
	gboolean go_on;	  /* continue with the patches after one that failed */
	gboolean remove;  /* remove the patches: last one first, in reverse */
	/* Called before each patch; may be NULL. */
	void (*progress)(guint done, guint total, const char *name, gpointer data);
	gpointer progress_data;
};

/*
 * Applies @patch to @tree with the options of @entry (-p, -R), or removes it. All
 * patches of series are applied by this function. An empty file changes nothing, as in
 * quilt. Uses fuzz, partial and remove of @options. Result and errors: as
 * apply_patch().
 */
struct patch_result *series_apply_patch(struct tree *tree,
					const struct series_entry *entry,
					const struct patch *patch,
					const struct series_apply_options *options,
					GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same without a report: TRUE if all of it applies. Errors: those of apply_patch(),
 * and KF_ERROR_NEGATIVE naming the first hunk that fails. */
gboolean series_apply_whole(struct tree *tree, const struct series_entry *entry,
			    const struct patch *patch, guint fuzz,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Applies (or removes) @entries of @series, which are in the order of the series, to
 * @tree, up to the first that fails. Returns a step for every patch that was tried,
 * including one that failed (an array of struct series_step; unref it). @entries may be
 * NULL for all selected ones. Returns NULL and sets @error if a patch cannot be read or
 * parsed; @tree then has the patches before it.
 */
GArray *series_apply(struct tree *tree, const struct series *series, GPtrArray *entries,
		     const struct series_apply_options *options,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns an empty array of steps, for callers that fill it themselves. */
GArray *series_steps_new(void);

/* Returns the first step that failed (borrowed), or NULL. */
const struct series_step *series_apply_failure(GArray *steps);

/* Applies all of @series to @tree with @fuzz, without a report. Errors:
 * KF_ERROR_NEGATIVE naming the first patch and hunk that fails. */
gboolean series_apply_all(struct tree *tree, const struct series *series, guint fuzz,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns a line about why @patch failed: "PATCH:LINE: FILE: hunk 2 of 5 fails ...";
 * the caller frees it. */
char *series_apply_explain(const struct patch *patch,
			   const struct patch_result *result);
