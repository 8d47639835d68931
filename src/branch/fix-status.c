/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/fix-status.h"

#include <string.h>

#include "branch/source.h"
#include "patch/apply.h"
#include "patch/series-apply.h"
#include "port/port.h"
#include "util/progress.h"

static void branch_clear(struct fix_status_branch *b)
{
	g_clear_pointer(&b->tree, tree_free);
	g_clear_pointer(&b->patches, branch_patches_free);
	g_clear_pointer(&b->variants, g_hash_table_unref);
	g_free(b->why);
	g_free(b->version);
	g_free(b);
}

static void row_free(struct fix_status_row *row)
{
	g_free(row->name);
	g_free(row->upstream);
	g_array_unref(row->cells);
	g_free(row);
}

void fix_status_free(struct fix_status *status)
{
	if (!status)
		return;
	g_ptr_array_unref(status->rows);
	g_ptr_array_unref(status->branches);
	g_free(status);
}

static struct fix_status_branch *branch_at(const struct fix_status *status, guint i)
{
	return g_ptr_array_index(status->branches, i);
}

static struct fix_status_row *row_at(const struct fix_status *status, guint i)
{
	return g_ptr_array_index(status->rows, i);
}

static struct fix_status_cell *cell_at(const struct fix_status_row *row, guint i)
{
	return &g_array_index(row->cells, struct fix_status_cell, i);
}

/* --- rows ------------------------------------------------------------------------ */

static struct fix_status_row *add_row(struct fix_status *status, const char *name,
				      const char *upstream)
{
	struct fix_status_row *row = g_new0(struct fix_status_row, 1);

	row->name = g_strdup(name);
	row->upstream = g_strdup(upstream);
	row->cells = g_array_new(FALSE, TRUE, sizeof(struct fix_status_cell));
	g_array_set_size(row->cells, status->branches->len);
	g_ptr_array_add(status->rows, row);
	return row;
}

static struct fix_status_row *named_row(const struct fix_status *status,
					const char *name)
{
	for (guint i = 0; i < status->rows->len; i++)
		if (!strcmp(row_at(status, i)->name, name))
			return row_at(status, i);
	return NULL;
}

static void add_fixes(struct fix_status *status)
{
	for (guint i = 0; i < status->branches->len; i++) {
		const GPtrArray *fixes = branch_at(status, i)->patches->branch->fixes;

		for (guint j = 0; j < fixes->len; j++) {
			const struct branch_fix *fix = g_ptr_array_index(fixes, j);
			struct fix_status_row *row = named_row(status, fix->name);

			if (!row)
				row = add_row(status, fix->name, fix->upstream);
			cell_at(row, i)->declared = fix;
		}
	}
}

/* Returns the row of @patch of branch @i, in which that branch has no other patch. */
static struct fix_status_row *patch_row(const struct fix_status *status, guint i,
					const struct branch_patch *patch)
{
	for (guint j = 0; j < status->rows->len; j++) {
		struct fix_status_row *row = row_at(status, j);
		gboolean same =
			row->like ? branch_patch_same(row->like, patch)
				  : branch_same_commit(row->upstream, patch->upstream);

		if (same && !cell_at(row, i)->patch)
			return row;
	}
	return NULL;
}

static void add_patches(struct fix_status *status)
{
	for (guint i = 0; i < status->branches->len; i++) {
		const GPtrArray *patches = branch_at(status, i)->patches->patches;

		for (guint j = 0; j < patches->len; j++) {
			const struct branch_patch *patch =
				g_ptr_array_index(patches, j);
			struct fix_status_row *row = patch_row(status, i, patch);

			if (!row)
				row = add_row(status, patch->base, patch->upstream);
			if (!row->like)
				row->like = patch;
			cell_at(row, i)->patch = patch;
		}
	}
}

/* --- patches of the series itself ------------------------------------------------- */

static struct fix_status_row *row_of(const struct fix_status *status, guint i,
				     const struct branch_patch *patch)
{
	for (guint j = 0; j < status->rows->len; j++)
		if (cell_at(row_at(status, j), i)->patch == patch)
			return row_at(status, j);
	return NULL;
}

/* Applies the next patch of the series; returns the outcome. */
static const char *apply_next(struct tree *tree, const struct branch_patch *patch)
{
	const struct series_apply_options options = {0};
	g_autoptr(PatchResult) result =
		series_apply_patch(tree, patch->entry, patch->patch, &options, NULL);

	return apply_status_name(result ? result->status : APPLY_FAILED);
}

static void try_series(struct fix_status *status, guint i)
{
	const struct fix_status_branch *b = branch_at(status, i);
	const GPtrArray *patches = b->patches->patches;

	for (guint j = 0; j < patches->len; j++) {
		const struct branch_patch *patch = g_ptr_array_index(patches, j);
		struct fix_status_cell *cell = cell_at(row_of(status, i, patch), i);

		if (b->tree)
			cell->tried = apply_next(b->tree, patch);
		else
			cell->why = b->why;
	}
}

/* --- trying to port --------------------------------------------------------------- */

/* A patch is only useful if it applies to its own source, or is in it. */
static gboolean can_give(const struct fix_status *status,
			 const struct fix_status_row *row, guint i)
{
	const struct fix_status_cell *cell = cell_at(row, i);

	return cell->patch && cell->tried && strcmp(cell->tried, "conflict") &&
	       !cell->patch->entry->reverse;
}

/* Returns the nearest branch to @i that can give the row's patch, preferring older
 * ones; or -1. */
static int find_donor(const struct fix_status *status, const struct fix_status_row *row,
		      guint i)
{
	for (guint far = 1; far < status->branches->len; far++) {
		if (far <= i && can_give(status, row, i - far))
			return i - far;
		if (i + far < status->branches->len && can_give(status, row, i + far))
			return i + far;
	}
	return -1;
}

/* Returns the donor for a cell that should be tried, or -1; sets why it is not. */
static int cell_donor(struct fix_status *status, const struct fix_status_row *row,
		      guint i)
{
	struct fix_status_cell *cell = cell_at(row, i);
	const struct fix_status_branch *b = branch_at(status, i);
	int donor = -1;

	if (cell->patch || !row->like ||
	    (cell->declared && cell->declared->state == FIX_SUPERSEDED))
		return -1;
	if (b->tree)
		donor = find_donor(status, row, i);
	if (donor < 0)
		cell->why = b->why
				    ?: "it does not apply to the unpacked source of "
				       "any branch that has it";
	return donor;
}

/* Ports the patch of @donor, whose tree is as before it, to branch @i. */
static void try_port(struct fix_status *status, const struct branch_patch *patch,
		     const struct fix_status_branch *donor, struct tree *from, guint i,
		     struct fix_status_cell *cell)
{
	struct tree *to = branch_at(status, i)->tree;
	guint before = tree_mark(from), whole = tree_mark(to);
	g_autoptr(GError) error = NULL;
	g_autoptr(Carry) carry =
		port_patch(from, to, patch->patch, patch->entry->strip, &error);

	cell->donor = donor->patches->branch->name;
	if (carry)
		cell->tried = carry_status_name(carry->status);
	else
		cell->why = "it does not apply to the source of the branch that has it";
	tree_rollback(to, whole);
	tree_rollback(from, before);
}

/* Applies the series of branch @d once, and ports from it the patches that @donors
 * requests. */
static gboolean try_ports(struct fix_status *status, guint d, const int *donors,
			  GError **error)
{
	const struct fix_status_branch *donor = branch_at(status, d);
	const GPtrArray *patches = donor->patches->patches;
	g_autoptr(Tree) from =
		donor->tree ? tree_open(tree_dir(donor->tree), error) : NULL;

	if (!from)
		return !donor->tree;
	for (guint j = 0; j < patches->len; j++) {
		const struct branch_patch *patch = g_ptr_array_index(patches, j);
		struct fix_status_row *row = row_of(status, d, patch);
		guint n = status->branches->len, at;

		g_ptr_array_find(status->rows, row, &at);
		for (guint i = 0; i < n; i++)
			if (donors[at * n + i] == (int)d)
				try_port(status, patch, donor, from, i,
					 cell_at(row, i));
		apply_next(from, patch);
	}
	return TRUE;
}

static gboolean try_all(struct fix_status *status, GError **error)
{
	guint n = status->branches->len;
	g_autoptr(Progress) bar = progress_new("status", "steps", 2 * n);
	g_autofree int *donors = g_new(int, status->rows->len *n + 1);

	for (guint i = 0; i < n; i++) {
		try_series(status, i);
		progress_set(bar, i + 1);
	}
	for (guint j = 0; j < status->rows->len; j++)
		for (guint i = 0; i < n; i++)
			donors[j * n + i] = cell_donor(status, row_at(status, j), i);
	for (guint i = 0; i < n; i++) {
		if (!try_ports(status, i, donors, error))
			return FALSE;
		progress_set(bar, n + i + 1);
	}
	return TRUE;
}

/* --- the variants with the proof -------------------------------------------------- */

/* Finds the variant that proves each patch: the first that has it and is expected to be
 * clean. */
static gboolean find_variants(struct fix_status_branch *b, GError **error)
{
	const GPtrArray *variants = b->patches->branch->variants;

	b->variants = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < variants->len; i++) {
		struct branch_variant *v = g_ptr_array_index(variants, i);

		for (char **s = v->series; *s && v->expect == EXPECT_CLEAN; s++) {
			g_autoptr(Series) series = series_load(*s, error);
			g_autoptr(GPtrArray) patches =
				series ? series_patches(series) : NULL;

			if (!series)
				return FALSE;
			for (guint j = 0; j < patches->len; j++) {
				char *path = series_patch_path(patches->pdata[j]);

				if (g_hash_table_contains(b->variants, path))
					g_free(path);
				else
					g_hash_table_insert(b->variants, path, v);
			}
		}
	}
	return TRUE;
}

/* Returns the variant of a kernel without a patch for the fix: if the branch file says
 * that it has the bug, one that must show it; else one that must be clean. */
static const struct branch_variant *bare_variant(const struct branch *b,
						 enum fix_state state)
{
	gboolean live = state == FIX_AFFECTED || state == FIX_MISSING;

	for (guint i = 0; i < b->variants->len; i++) {
		const struct branch_variant *v = g_ptr_array_index(b->variants, i);

		if (!v->mutant && v->expect == (live ? EXPECT_SPLAT : EXPECT_CLEAN))
			return v;
	}
	return NULL;
}

static void set_variant(const struct fix_status_branch *b, struct fix_status_cell *cell)
{
	if (cell->patch) {
		g_autofree char *path = series_patch_path(cell->patch->entry);

		cell->variant = g_hash_table_lookup(b->variants, path);
	} else if (cell->declared) {
		cell->variant = bare_variant(b->patches->branch, cell->declared->state);
	}
}

static void set_variants(struct fix_status *status)
{
	for (guint j = 0; j < status->rows->len; j++)
		for (guint i = 0; i < status->branches->len; i++)
			set_variant(branch_at(status, i),
				    cell_at(row_at(status, j), i));
}

/* --- branches ---------------------------------------------------------------------- */

/* Opens the source of @b, unpacked first if @fetch; or sets why it is not available. */
static void open_source(struct fix_status_branch *b, gboolean fetch)
{
	const struct branch *branch = b->patches->branch;
	g_autoptr(GError) error = NULL;
	g_autoptr(Pristine) source =
		fetch ? source_get(branch, NULL, NULL, &error) : source_at_hand(branch);

	if (source)
		b->tree = tree_open(source->dir, &error);
	if (b->tree)
		b->version = g_strdup(source->version);
	else
		b->why = error ? g_strdup(error->message)
			       : g_strdup_printf("the source of %s is not unpacked "
						 "(see --fetch)",
						 branch->version);
}

static gboolean add_branch(struct fix_status *status, const char *project,
			   const char *name, gboolean fetch, GError **error)
{
	struct fix_status_branch *b = g_new0(struct fix_status_branch, 1);

	g_ptr_array_add(status->branches, b);
	b->patches = branch_patches_load(project, name, error);
	if (!b->patches || !find_variants(b, error))
		return FALSE;
	open_source(b, fetch);
	return TRUE;
}

struct fix_status *fix_status_new(const char *project, char **names, gboolean fetch,
				  GError **error)
{
	g_autoptr(FixStatus) status = g_new0(struct fix_status, 1);
	g_autoptr(GPtrArray) sorted = g_ptr_array_new();

	status->rows = g_ptr_array_new_with_free_func((GDestroyNotify)row_free);
	status->branches = g_ptr_array_new_with_free_func((GDestroyNotify)branch_clear);
	for (char **name = names; *name; name++)
		if (!g_ptr_array_find_with_equal_func(sorted, *name, g_str_equal, NULL))
			g_ptr_array_add(sorted, *name);
	g_ptr_array_sort(sorted, branch_compare);
	for (guint i = 0; i < sorted->len; i++)
		if (!add_branch(status, project, sorted->pdata[i], fetch, error))
			return NULL;
	add_fixes(status);
	add_patches(status);
	if (!try_all(status, error))
		return NULL;
	set_variants(status);
	return g_steal_pointer(&status);
}
