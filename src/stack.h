/*
 * A series on a tree: applying all of it, and taking it off again, in memory.
 */
#pragma once

#include "apply.h"
#include "series.h"
#include "tree.h"

/* What became of one patch of a series. */
struct stack_step {
	const struct series_entry *entry; /* of the series, which must outlive it */
	struct patch *patch;
	struct patch_result *result;
	guint mark_before, mark_after; /* of the tree, for tree_edits() */
};

struct stack_options {
	guint fuzz;
	gboolean partial; /* keep what applies of a patch that fails */
	gboolean go_on;	  /* try the patches after one that failed, too */
	gboolean remove;  /* unapply: last patch first, each in reverse */
	/* Called before each patch, NULL for none. */
	void (*progress)(guint done, guint total, const char *name, gpointer data);
	gpointer progress_data;
};

/*
 * Applies (or removes) @entries of @series, which are in the series' order, to
 * @tree, up to the first that fails. Every step that was tried is in the result
 * (an array of struct stack_step; unref it), also the failed one; its status
 * tells. @entries may be NULL for all that are selected. NULL and @error when a
 * patch cannot be read or parsed; @tree then holds what came before.
 */
GArray *stack_run(struct tree *tree, const struct series *series, GPtrArray *entries,
		  const struct stack_options *options,
		  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* An empty array of steps, for who fills one himself. */
GArray *stack_steps_new(void);

/* Whether all steps went well; otherwise the first that did not (borrowed). */
const struct stack_step *stack_failure(GArray *steps);

/*
 * For who wants the tree and no report: @tree with all of @series applied, with
 * @fuzz. Errors: KF_ERROR_NEGATIVE naming the first patch and hunk that fails.
 */
gboolean stack_apply_all(struct tree *tree, const struct series *series, guint fuzz,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* One line about why @step failed: "PATCH:LINE: FILE: hunk 2 of 5 fails ...". */
char *stack_explain(const struct stack_step *step);
