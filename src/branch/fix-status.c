/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/fix-status.h"

#include <string.h>

#include "branch/source.h"
#include "patch/series-apply.h"
#include "port/port.h"

static void row_free(struct fix_status_row *row)
{
	g_free(row->name);
	g_free(row->upstream);
	g_array_unref(row->cells);
	g_free(row);
}

void fix_status_free(struct fix_status *matrix)
{
	if (!matrix)
		return;
	g_ptr_array_unref(matrix->rows);
	g_ptr_array_unref(matrix->branches);
	g_free(matrix);
}

static const struct branch_patches *branch_at(const struct fix_status *matrix, guint i)
{
	return g_ptr_array_index(matrix->branches, i);
}

static struct fix_status_row *add_row(struct fix_status *matrix, const char *name,
				      const char *upstream, gboolean declared)
{
	struct fix_status_row *row = g_new0(struct fix_status_row, 1);

	row->name = g_strdup(name);
	row->upstream = g_strdup(upstream);
	row->declared = declared;
	row->cells = g_array_new(FALSE, TRUE, sizeof(struct fix_status_cell));
	g_array_set_size(row->cells, matrix->branches->len);
	g_ptr_array_add(matrix->rows, row);
	return row;
}

/* --- fixes that branch files declare ------------------------------------------------
 */

static const struct branch_fix *find_fix(const struct branch *b, const char *name)
{
	for (guint i = 0; i < b->fixes->len; i++) {
		const struct branch_fix *fix = g_ptr_array_index(b->fixes, i);

		if (!strcmp(fix->name, name))
			return fix;
	}
	return NULL;
}

static gboolean has_row(const struct fix_status *matrix, const char *name)
{
	for (guint i = 0; i < matrix->rows->len; i++)
		if (!strcmp(((struct fix_status_row *)matrix->rows->pdata[i])->name,
			    name))
			return TRUE;
	return FALSE;
}

static void add_fix(struct fix_status *matrix, const struct branch_fix *fix)
{
	struct fix_status_row *row;

	if (has_row(matrix, fix->name))
		return;
	row = add_row(matrix, fix->name, fix->upstream, TRUE);
	for (guint i = 0; i < matrix->branches->len; i++) {
		const struct branch_fix *here =
			find_fix(branch_at(matrix, i)->branch, fix->name);

		g_array_index(row->cells, struct fix_status_cell, i).status =
			here ? fix_state_name(here->state) : "";
	}
}

static void add_fixes(struct fix_status *matrix)
{
	for (guint i = 0; i < matrix->branches->len; i++) {
		const struct branch *b = branch_at(matrix, i)->branch;

		for (guint j = 0; j < b->fixes->len; j++)
			add_fix(matrix, g_ptr_array_index(b->fixes, j));
	}
}

/* --- patches
 * -------------------------------------------------------------------------- */

/* The branch's source when it is unpacked, else NULL. */
static struct tree *branch_tree(const struct branch_patches *b)
{
	const struct branch_source *pin = branch_source(b->branch, NULL, NULL);
	g_autofree char *dir = NULL;

	if (!pin || source_state(pin) != SOURCE_UNPACKED)
		return NULL;
	dir = source_path(pin);
	return tree_open(dir, NULL);
}

/*
 * Applies the branch's patches to @tree, up to @last (not included; NULL: all).
 * Returns what became of @wanted, if it was among them.
 */
static const char *apply_until(const struct branch_patches *b, struct tree *tree,
			       const struct branch_patch *last,
			       const struct branch_patch *wanted)
{
	static const char *const names[] = {"clean", "offset", "conflict", "upstream",
					    "conflict"};
	const char *status = "missing";

	for (guint i = 0; i < b->patches->len; i++) {
		const struct branch_patch *patch = g_ptr_array_index(b->patches, i);
		struct apply_options options = {.strip = patch->entry->strip,
						.reverse = patch->entry->reverse};
		g_autoptr(PatchResult) result = NULL;

		if (patch == last)
			break;
		result = apply_patch(tree, patch->patch, &options, NULL);
		if (patch == wanted)
			status = result ? names[result->status] : "conflict";
	}
	return status;
}

/* carry_status in the words of this table. */
static const char *carried_word(enum carry_status status)
{
	switch (status) {
	case CARRY_EXACT:
		return "clean";
	case CARRY_MERGED:
		return "adapted";
	default:
		return carry_status_name(status);
	}
}

static gboolean try_donor(const struct branch_patches *to,
			  const struct branch_patches *from,
			  const struct branch_patch *patch,
			  struct fix_status_cell *cell)
{
	g_autoptr(Tree) target = branch_tree(to);
	g_autoptr(Tree) donor = target ? branch_tree(from) : NULL;
	g_autoptr(Carry) carry = NULL;

	if (!donor)
		return FALSE;
	apply_until(to, target, NULL, NULL);
	apply_until(from, donor, patch, NULL);
	carry = port_patch(donor, target, patch->patch, patch->entry->strip, NULL);
	if (!carry)
		return FALSE;
	cell->status = carried_word(carry->status);
	cell->donor = from->branch->name;
	return TRUE;
}

static void fill_cell(struct fix_status *matrix, guint i,
		      const struct branch_patch *patch, struct fix_status_cell *cell)
{
	const struct branch_patches *b = branch_at(matrix, i);
	const struct branch_patch *here = branch_patches_like(b, patch);

	cell->carried = here != NULL;
	if (here) {
		g_autoptr(Tree) tree = branch_tree(b);

		cell->status = tree ? apply_until(b, tree, NULL, here) : "clean";
		return;
	}
	cell->status = "missing";
	for (guint j = 0; j < matrix->branches->len; j++) {
		const struct branch_patches *from = branch_at(matrix, j);
		const struct branch_patch *there = branch_patches_like(from, patch);

		if (there && try_donor(b, from, there, cell))
			return;
	}
}

/* Whether a branch before the one at @i has the patch: then it has a row. */
static gboolean is_known(const struct fix_status *matrix, guint i,
			 const struct branch_patch *patch)
{
	for (guint j = 0; j < i; j++)
		if (branch_patches_like(branch_at(matrix, j), patch))
			return TRUE;
	return FALSE;
}

static void add_patches(struct fix_status *matrix)
{
	for (guint i = 0; i < matrix->branches->len; i++) {
		const GPtrArray *patches = branch_at(matrix, i)->patches;

		for (guint j = 0; j < patches->len; j++) {
			const struct branch_patch *patch =
				g_ptr_array_index(patches, j);
			struct fix_status_row *row;

			if (is_known(matrix, i, patch))
				continue;
			row = add_row(matrix, patch->base, patch->upstream, FALSE);
			for (guint k = 0; k < matrix->branches->len; k++)
				fill_cell(matrix, k, patch,
					  &g_array_index(row->cells,
							 struct fix_status_cell, k));
		}
	}
}

struct fix_status *fix_status_new(const char *project, char **names, GError **error)
{
	g_autoptr(FixStatus) matrix = g_new0(struct fix_status, 1);

	matrix->rows = g_ptr_array_new_with_free_func((GDestroyNotify)row_free);
	matrix->branches =
		g_ptr_array_new_with_free_func((GDestroyNotify)branch_patches_free);
	for (; *names; names++) {
		struct branch_patches *b = branch_patches_load(project, *names, error);

		if (!b)
			return NULL;
		g_ptr_array_add(matrix->branches, b);
	}
	add_fixes(matrix);
	add_patches(matrix);
	return g_steal_pointer(&matrix);
}
