/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bump/bump-series.h"

#include <string.h>

#include "build/worktree.h"
#include "upstream/patch-queue.h"
#include "util/error.h"
#include "util/fs.h"

static void bump_series_free(struct bump_series *series)
{
	g_free(series->name);
	g_free(series->path);
	g_ptr_array_unref(series->base);
	g_clear_pointer(&series->rebase, rebase_free);
	g_clear_pointer(&series->dir, rebase_dir_free);
	g_free(series);
}

/* --- the series files ------------------------------------------------------------- */

static struct bump_series *find_series(const GPtrArray *list, const char *path)
{
	for (guint i = 0; i < list->len; i++) {
		struct bump_series *series = g_ptr_array_index(list, i);

		if (!strcmp(series->path, path))
			return series;
	}
	return NULL;
}

/* Branch files only name series below patches/BRANCH. */
static void add_stack(GPtrArray *list, const struct branch *branch, char **stack)
{
	g_autofree char *root = branch_patch_path(branch, NULL);

	for (guint i = 0; stack && stack[i]; i++) {
		struct bump_series *series = find_series(list, stack[i]);

		if (series)
			continue;
		series = g_new0(struct bump_series, 1);
		series->path = g_strdup(stack[i]);
		series->name = g_strdup(stack[i] + strlen(root) + 1);
		series->base = g_ptr_array_new();
		for (guint below = 0; below < i; below++)
			g_ptr_array_add(series->base, find_series(list, stack[below]));
		g_ptr_array_add(list, series);
	}
}

GPtrArray *bump_series_list(const struct branch *branch)
{
	GPtrArray *list =
		g_ptr_array_new_with_free_func((GDestroyNotify)bump_series_free);
	g_autofree char *own = branch_patch_path(branch, "series");
	char *alone[] = {own, NULL};

	/* a branch without variants has a series, too */
	if (g_file_test(own, G_FILE_TEST_EXISTS))
		add_stack(list, branch, alone);
	if (branch->package)
		add_stack(list, branch, branch->package->series);
	for (guint i = 0; i < branch->variants->len; i++) {
		const struct branch_variant *variant = branch->variants->pdata[i];

		add_stack(list, branch, variant->series);
	}
	return list;
}

/* Loads @path, with the guards of @bump. */
static struct series *load_selected(const struct bump *bump, const char *path,
				    GError **error)
{
	struct series *series = series_load(path, error);

	if (series)
		series_select(series, (const char *const *)bump->guards);
	return series;
}

guint bump_series_guarded(const struct bump *bump, const struct bump_series *series)
{
	g_autoptr(Series) loaded = load_selected(bump, series->path, NULL);
	guint guarded = 0;

	for (guint i = 0; loaded && i < loaded->entries->len; i++) {
		const struct series_entry *entry =
			g_ptr_array_index(loaded->entries, i);

		guarded += entry->name && !entry->selected;
	}
	return guarded;
}

/* --- carrying --------------------------------------------------------------------- */

static gboolean apply(struct tree *tree, const struct rebase_step *step,
		      const struct patch *patch, GError **error)
{
	struct apply_options options = {.strip = step->entry->strip,
					.reverse = step->entry->reverse,
					.partial = TRUE,
					.fuzz = CARRY_OLD_FUZZ};
	g_autoptr(PatchResult) result = NULL;

	if (!patch->files->len)
		return TRUE;
	result = apply_patch(tree, patch, &options, error);
	return result != NULL;
}

/* Applies @below to @old in its old form, and to @new in its carried form. */
static gboolean put_below(const struct bump_series *below, struct tree *old,
			  struct tree *new, GError **error)
{
	for (guint i = 0; i < below->rebase->steps->len; i++) {
		const struct rebase_step *step =
			g_ptr_array_index(below->rebase->steps, i);
		g_autoptr(Patch) carried = NULL;

		if (!apply(old, step, step->patch, error))
			return FALSE;
		if (!step->carry->patch)
			continue;
		carried = patch_parse(step->entry->name, step->carry->patch, error);
		if (!carried || !apply(new, step, carried, error))
			return FALSE;
	}
	tree_settle(old);
	tree_settle(new);
	return TRUE;
}

/* Carries a series in memory, without decisions. */
static gboolean try_one(const struct bump *bump, struct bump_series *series,
			GError **error)
{
	g_autoptr(Tree) old = tree_open(bump->old_tree, error);
	g_autoptr(Tree) new = old ? tree_open(bump->new_tree, error) : NULL;
	struct series *loaded;

	if (!new)
		return FALSE;
	for (guint i = 0; i < series->base->len; i++)
		if (!put_below(g_ptr_array_index(series->base, i), old, new, error))
			return FALSE;
	loaded = load_selected(bump, series->path, error);
	series->rebase =
		loaded ? rebase_run(old, new, loaded, NULL, NULL, error) : NULL;
	return series->rebase != NULL;
}

gboolean bump_series_try(const struct bump *bump, GPtrArray *list, GError **error)
{
	for (guint i = 0; i < list->len; i++)
		if (!try_one(bump, g_ptr_array_index(list, i), error))
			return FALSE;
	return TRUE;
}

/* --- with decisions --------------------------------------------------------------- */

/* Named like the series, below a directory: no other series can be below a file. */
static char *rebase_path(const struct bump *bump, const struct bump_series *series)
{
	return g_build_filename(bump->dir, "rebase", series->name, NULL);
}

/* carried/NAME: the series file with its patches. */
static char *carried_path(const struct bump *bump, const struct bump_series *series)
{
	return g_build_filename(bump->dir, "carried", series->name, NULL);
}

static GPtrArray *load_below(const struct bump *bump, const struct bump_series *series,
			     gboolean carried, GError **error)
{
	g_autoptr(GPtrArray) loaded =
		g_ptr_array_new_with_free_func((GDestroyNotify)series_free);

	for (guint i = 0; i < series->base->len; i++) {
		const struct bump_series *below = g_ptr_array_index(series->base, i);
		g_autofree char *made = carried_path(bump, below);
		struct series *one =
			load_selected(bump, carried ? made : below->path, error);

		if (!one)
			return NULL;
		g_ptr_array_add(loaded, one);
	}
	return g_steal_pointer(&loaded);
}

/* Writes the tree @name to the state directory: a person who resolves a conflict needs
 * the lower series applied on disk. NULL with @error. */
static char *make_tree(const struct bump *bump, const struct bump_series *series,
		       const char *name, gboolean new, GError **error)
{
	g_autofree char *path =
		g_build_filename(bump->dir, "tree", series->name, name, NULL);
	g_autofree char *dir = g_path_get_dirname(path);
	g_autoptr(GPtrArray) below = NULL;
	struct worktree_report report;

	if (!series->base->len)
		return g_strdup(new ? bump->new_tree : bump->old_tree);
	below = load_below(bump, series, new, error);
	if (!below || !fs_make_dir(dir, error) ||
	    !worktree_sync(new ? bump->new_tree : bump->old_tree, path, below, &report,
			   error))
		return NULL;
	return g_steal_pointer(&path);
}

/* Creates the directory in which the conflict of @series is resolved. */
static gboolean begin_dir(const struct bump *bump, struct bump_series *series,
			  GError **error)
{
	g_autofree char *path = rebase_path(bump, series);
	g_autofree char *above = g_path_get_dirname(path);
	g_autofree char *old = make_tree(bump, series, bump->from, FALSE, error);
	g_autofree char *new =
		old ? make_tree(bump, series, bump->to, TRUE, error) : NULL;
	g_autoptr(RebaseNotes) notes = rebase_notes_new();

	if (!new || !fs_make_dir(above, error))
		return FALSE;
	series->dir = rebase_dir_new(path, old, new, series->path, error);
	if (!series->dir)
		return FALSE;
	rebase_dir_set_guards(series->dir, bump->guards);
	g_clear_pointer(&series->rebase, rebase_free);
	series->rebase = rebase_dir_run(series->dir, error);
	return series->rebase &&
	       rebase_dir_publish(series->dir, series->rebase, notes, error);
}

/* Turns the edited files into a decision about the conflict that was shown. */
static gboolean take_edited(struct bump_series *series, GError **error)
{
	g_autoptr(RebaseNotes) notes = rebase_notes_new();

	if (!rebase_dir_check(series->dir, series->rebase, error) ||
	    !rebase_dir_resolve(series->dir, series->rebase, NULL, NULL, error))
		return FALSE;
	g_clear_pointer(&series->rebase, rebase_free);
	series->rebase = rebase_dir_run(series->dir, error);
	return series->rebase &&
	       rebase_dir_publish(series->dir, series->rebase, notes, error);
}

static gboolean carry_one(const struct bump *bump, struct bump_series *series,
			  gboolean *go_on, GError **error)
{
	g_autofree char *path = rebase_path(bump, series);
	g_autofree char *begun = g_build_filename(path, ".kferry", "state", NULL);

	if (!g_file_test(begun, G_FILE_TEST_EXISTS)) {
		*go_on = FALSE;
		return try_one(bump, series, error) &&
		       (!rebase_conflict(series->rebase) ||
			begin_dir(bump, series, error));
	}
	series->dir = rebase_dir_load(path, error);
	series->rebase = series->dir ? rebase_dir_run(series->dir, error) : NULL;
	if (!series->rebase)
		return FALSE;
	if (!rebase_conflict(series->rebase) || !*go_on)
		return TRUE;
	*go_on = FALSE;
	return take_edited(series, error);
}

static gboolean save_one(const struct bump *bump, const struct bump_series *series,
			 GHashTable *seen, GError **error);

gboolean bump_series_carry(const struct bump *bump, GPtrArray *list, gboolean go_on,
			   struct bump_series **stopped, GError **error)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(
		g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);

	*stopped = NULL;
	for (guint i = 0; i < list->len; i++) {
		struct bump_series *series = g_ptr_array_index(list, i);

		if (!carry_one(bump, series, &go_on, error))
			return FALSE;
		if (rebase_conflict(series->rebase)) {
			*stopped = series;
			return TRUE;
		}
		/* series on top of it may need it on disk */
		if (!save_one(bump, series, seen, error))
			return FALSE;
	}
	return TRUE;
}

/* --- results ---------------------------------------------------------------------- */

static const struct rebase_step *step_of(const struct bump_series *series,
					 const char *name)
{
	for (guint i = 0; i < series->rebase->steps->len; i++) {
		const struct rebase_step *step =
			g_ptr_array_index(series->rebase->steps, i);

		if (!strcmp(step->entry->name, name))
			return step;
	}
	return NULL;
}

/*
 * Returns the bytes of a patch as they were first carried: for another series with the
 * same patch, lines may move differently, but it still applies. NULL with @error if one
 * series dropped the patch and another did not; empty if it was dropped.
 */
static GBytes *carried_bytes(const struct bump_series *series,
			     const struct queue_patch *patch,
			     const struct rebase_step *step, GHashTable *seen,
			     GError **error)
{
	g_autofree char *dir = g_path_get_dirname(series->path);
	g_autofree char *path = g_build_filename(dir, patch->name, NULL);
	GBytes *first = g_hash_table_lookup(seen, path);
	GBytes *now = NULL;

	if (!step->carry->patch)
		now = g_bytes_new_static("", 0);
	else if (g_bytes_equal(step->carry->patch, step->patch->bytes))
		now = g_bytes_ref(patch->bytes);
	else
		now = patch_compress(patch->name, step->carry->patch, error);
	if (!now)
		return NULL;
	if (!first) {
		g_hash_table_insert(seen, g_steal_pointer(&path), g_bytes_ref(now));
		return now;
	}
	if (!g_bytes_get_size(first) == !g_bytes_get_size(now)) {
		g_bytes_unref(now);
		return g_bytes_ref(first);
	}
	g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE,
		    "%s: the new source has %s, as far as %s goes, but another series "
		    "still needs it",
		    path, patch->name, series->name);
	g_bytes_unref(now);
	return NULL;
}

static gboolean save_one(const struct bump *bump, const struct bump_series *series,
			 GHashTable *seen, GError **error)
{
	g_autofree char *made = carried_path(bump, series);
	g_autofree char *dir = g_path_get_dirname(made);
	g_autofree char *base = g_path_get_basename(made);
	g_autoptr(PatchQueue) queue = patch_queue_load_selected(
		series->path, (const char *const *)bump->guards, error);
	g_autoptr(GPtrArray) patches = NULL;

	if (!queue)
		return FALSE;
	patches = g_ptr_array_new_with_free_func((GDestroyNotify)queue_patch_free);
	for (guint i = 0; i < queue->patches->len; i++) {
		const struct queue_patch *patch = g_ptr_array_index(queue->patches, i);
		const struct rebase_step *step = step_of(series, patch->name);
		struct queue_patch *kept;
		GBytes *bytes;

		if (!patch->selected || !step)
			continue;
		bytes = carried_bytes(series, patch, step, seen, error);
		if (!bytes)
			return FALSE;
		if (!g_bytes_get_size(bytes) && g_bytes_get_size(patch->bytes)) {
			g_bytes_unref(bytes);
			continue;
		}
		kept = queue_patch_copy(patch);
		/* the lines before it come from the queue */
		g_free(kept->lead);
		kept->lead = g_strdup("");
		g_clear_pointer(&kept->bytes, g_bytes_unref);
		kept->bytes = bytes;
		g_ptr_array_add(patches, kept);
	}
	patch_queue_replace(queue, patches);
	return fs_make_dir(dir, error) &&
	       patch_queue_store(queue, dir, base, NULL, error);
}

gboolean bump_series_place(const struct bump *bump, const GPtrArray *list,
			   GError **error)
{
	for (guint i = 0; i < list->len; i++) {
		const struct bump_series *series = g_ptr_array_index(list, i);
		g_autofree char *made = carried_path(bump, series);
		g_autofree char *dir = g_path_get_dirname(series->path);
		g_autofree char *base = g_path_get_basename(series->path);
		g_autoptr(PatchQueue) queue = patch_queue_load(made, error);

		if (!queue || !patch_queue_store(queue, dir, base, NULL, error))
			return FALSE;
	}
	return TRUE;
}
