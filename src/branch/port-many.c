/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/port-many.h"

#include <stdlib.h>
#include <string.h>

#include "branch/branch-patches.h"
#include "branch/source.h"
#include "util/error.h"
#include "util/fs.h"

/* The patch and the donor's tree, which is forked for each target. */
struct donor {
	BranchPatches *branch;	    /* NULL: a tree */
	struct branch_patch *alone; /* a patch that is not in the branch's series */
	const struct branch_patch *patch;
	Tree *tree;
	int strip;
};

void port_side_free(struct port_side *side)
{
	g_free(side->branch);
	g_free(side->dir);
	g_free(side);
}

static void outcome_free(struct port_outcome *outcome)
{
	g_free(outcome->target);
	g_clear_pointer(&outcome->carry, carry_free);
	g_clear_error(&outcome->error);
	g_free(outcome->written);
	g_free(outcome);
}

static void donor_clear(struct donor *donor)
{
	g_clear_pointer(&donor->tree, tree_free);
	g_clear_pointer(&donor->alone, branch_patch_free);
	g_clear_pointer(&donor->branch, branch_patches_free);
}

/* Returns the branch's pinned source with its series up to @last (NULL: all). */
static struct tree *branch_tree(const struct branch_patches *b,
				const struct branch_patch *last, GError **error)
{
	g_autoptr(Pristine) source = source_get(b->branch, NULL, NULL, error);
	g_autoptr(Tree) tree = source ? tree_open(source->dir, error) : NULL;

	return tree && branch_patches_apply(b, tree, last, error)
		       ? g_steal_pointer(&tree)
		       : NULL;
}

/* --- the donor -------------------------------------------------------------------- */

static gboolean same_file(const char *a, const char *b)
{
	g_autofree char *x = realpath(a, NULL), *y = realpath(b, NULL);

	return x && y && !strcmp(x, y);
}

/* Returns the patch of the branch that @name means: a file of its series, or a name in
 * it. */
static const struct branch_patch *listed_patch(const struct branch_patches *b,
					       const char *name)
{
	for (guint i = 0; i < b->patches->len; i++) {
		const struct branch_patch *patch = g_ptr_array_index(b->patches, i);
		g_autofree char *path = series_patch_path(patch->entry);

		if (same_file(path, name))
			return patch;
	}
	return g_file_test(name, G_FILE_TEST_EXISTS) ? NULL
						     : branch_patches_named(b, name);
}

static gboolean take_listed(struct donor *donor, GError **error)
{
	const struct series_entry *entry = donor->patch->entry;

	donor->strip = entry->strip;
	if (!entry->reverse)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s:%u: a patch that is applied in reverse cannot be ported",
		    donor->branch->series->path, entry->line);
	return FALSE;
}

static gboolean donor_init(struct donor *donor, const struct port_request *request,
			   GError **error)
{
	const struct port_side *from = &request->from;

	*donor = (struct donor){.strip = request->strip};
	if (from->branch) {
		donor->branch =
			branch_patches_load(request->project, from->branch, error);
		if (!donor->branch)
			return FALSE;
		donor->patch = listed_patch(donor->branch, request->patch);
	}
	if (donor->patch) {
		if (!take_listed(donor, error))
			return FALSE;
	} else {
		donor->alone = branch_patch_load(request->patch, error);
		donor->patch = donor->alone;
	}
	if (!donor->patch)
		return FALSE;
	donor->tree = donor->branch
			      ? branch_tree(donor->branch,
					    donor->alone ? NULL : donor->patch, error)
			      : tree_open(from->dir, error);
	return donor->tree != NULL;
}

/* --- a target --------------------------------------------------------------------- */

static struct tree *target_tree(const struct port_request *request,
				const struct port_side *to,
				const struct branch_patch *patch,
				struct port_outcome *outcome)
{
	g_autoptr(BranchPatches) b = NULL;
	const struct branch_patch *own;

	if (!to->branch)
		return tree_open(to->dir, &outcome->error);
	b = branch_patches_load(request->project, to->branch, &outcome->error);
	if (!b)
		return NULL;
	own = branch_patches_like(b, patch);
	outcome->listed = own != NULL;
	return branch_tree(b, own, &outcome->error);
}

/* Removes results of an earlier run that this one does not overwrite. */
static gboolean remove_stale(const struct carry *carry, const char *out, GError **error)
{
	g_autofree char *rejects = g_strconcat(out, ".rej", NULL);
	g_autofree char *directory = g_strconcat(out, ".conflict", NULL);

	return fs_remove(directory, error) &&
	       (carry->status == CARRY_CONFLICT || fs_remove(rejects, error)) &&
	       (carry->patch || fs_remove(out, error));
}

static gboolean write_outcome(const struct port_request *request,
			      const struct branch_patch *patch,
			      struct port_outcome *outcome)
{
	const struct carry *carry = outcome->carry;
	g_autofree char *out =
		g_build_filename(request->out, outcome->target, patch->base, NULL);

	if (!remove_stale(carry, out, &outcome->error) ||
	    !port_write(carry, out, &outcome->error))
		return FALSE;
	if (carry->status == CARRY_CONFLICT)
		outcome->written = g_strconcat(out, ".rej", NULL);
	else if (carry->patch)
		outcome->written = g_steal_pointer(&out);
	return TRUE;
}

static void try_target(const struct port_request *request, const struct donor *donor,
		       const struct port_side *to, struct port_outcome *outcome)
{
	g_autoptr(Tree) from = tree_fork(donor->tree);
	g_autoptr(Tree) tree = target_tree(request, to, donor->patch, outcome);

	if (tree)
		outcome->carry = port_patch(from, tree, donor->patch->patch,
					    donor->strip, &outcome->error);
	if (outcome->carry)
		port_tell_needs(outcome->carry, from, tree);
	if (outcome->carry && !write_outcome(request, donor->patch, outcome))
		g_clear_pointer(&outcome->carry, carry_free);
}

static char *target_name(const struct port_side *to)
{
	g_autofree char *dir =
		to->branch ? NULL : g_canonicalize_filename(to->dir, NULL);

	return dir ? g_path_get_basename(dir) : g_strdup(to->branch);
}

/* Gives each target a directory with its name. */
static GPtrArray *name_targets(const GPtrArray *targets, GError **error)
{
	g_autoptr(GPtrArray) outcomes =
		g_ptr_array_new_with_free_func((GDestroyNotify)outcome_free);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < targets->len; i++) {
		struct port_outcome *outcome = g_new0(struct port_outcome, 1);

		outcome->target = target_name(g_ptr_array_index(targets, i));
		g_ptr_array_add(outcomes, outcome);
		if (g_hash_table_add(seen, outcome->target))
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "two targets are called %s", outcome->target);
		return NULL;
	}
	return g_steal_pointer(&outcomes);
}

GPtrArray *port_many(const struct port_request *request, GError **error)
{
	g_autoptr(GPtrArray) outcomes = name_targets(request->to, error);
	struct donor donor;

	if (!outcomes)
		return NULL;
	if (donor_init(&donor, request, error))
		for (guint i = 0; i < outcomes->len; i++)
			try_target(request, &donor, g_ptr_array_index(request->to, i),
				   g_ptr_array_index(outcomes, i));
	else
		g_clear_pointer(&outcomes, g_ptr_array_unref);
	donor_clear(&donor);
	return g_steal_pointer(&outcomes);
}
