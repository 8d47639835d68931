/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/refresh-series.h"

#include <string.h>

#include "patch/patch-dirs.h"
#include "patch/quilt.h"
#include "util/error.h"

void refresh_report_clear(struct refresh_report *report)
{
	g_clear_pointer(&report->refreshed, g_array_unref);
	g_clear_pointer(&report->failure, g_free);
}

/* Sets the new text of a patch. */
static gboolean put_patch(struct patchdirs *dirs, const struct series_entry *entry,
			  const GString *text, enum refresh_change change,
			  struct refresh_report *report, GError **error)
{
	struct refreshed refreshed = {entry, change};
	g_autoptr(GBytes) plain = g_bytes_new(text->str, text->len), bytes = NULL;

	g_array_append_val(report->refreshed, refreshed);
	if (change == REFRESH_NONE)
		return TRUE;
	bytes = patch_compress(entry->name, plain, error);
	return bytes && patchdirs_put(dirs, entry, bytes, error);
}

/* --- all patches of a series that is not applied ---------------------------------- */

/* Uses a fork, because the patches may be in the tree's own directory. */
static gboolean refresh_all(const struct tree *tree, struct patchdirs *dirs,
			    const struct series *series, GPtrArray *entries,
			    const struct refresh_options *options,
			    struct refresh_report *report, GError **error)
{
	struct series_apply_options stack = {.fuzz = options->fuzz,
					     .progress = options->progress,
					     .progress_data = options->progress_data};
	g_autoptr(Tree) fork = tree_fork(tree);
	g_autoptr(GArray) steps = series_apply(fork, series, entries, &stack, error);
	const struct series_step *failed;

	if (!steps)
		return FALSE;
	failed = series_apply_failure(steps);
	if (failed) {
		report->failure = series_apply_explain(failed->patch, failed->result);
		return TRUE;
	}
	for (guint i = 0; i < steps->len; i++) {
		const struct series_step *step =
			&g_array_index(steps, struct series_step, i);
		g_autoptr(GString) text = g_string_new(NULL);
		enum refresh_change change = refresh_patch(step->patch, step->result,
							   step->entry->reverse, text);

		if (!put_patch(dirs, step->entry, text, change, report, error))
			return FALSE;
	}
	return TRUE;
}

/* --- an applied patch ------------------------------------------------------------- */

/* Finds the patch to refresh in the list of applied ones. */
static gboolean find_applied(const struct quilt *quilt, const char *name, guint *index,
			     GError **error)
{
	g_autofree char *plain = NULL;

	*index = quilt->applied->len - 1;
	if (!name)
		return TRUE;
	plain = patch_name_simplify(g_strdup(name));
	if (g_ptr_array_find_with_equal_func(quilt->applied, plain, g_str_equal, index))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: is not applied", name);
	return FALSE;
}

/* Looks up @path as it is below the patches after number @index. */
static gboolean blob_below(struct tree *tree, const struct quilt *quilt, guint index,
			   const char *path, struct blob *blob, GError **error)
{
	for (guint i = index + 1; i < quilt->applied->len; i++) {
		gboolean found = FALSE;

		if (!quilt_backup(tree, g_ptr_array_index(quilt->applied, i), path,
				  blob, &found, error))
			return FALSE;
		if (found)
			return TRUE;
	}
	return tree_look(tree, path, blob, error);
}

static GArray *applied_edits(struct tree *tree, const struct quilt *quilt, guint index,
			     GPtrArray *files, GArray *before, GError **error)
{
	g_autoptr(GArray) edits =
		g_array_new(FALSE, FALSE, sizeof(struct refresh_edit));

	for (guint i = 0; i < files->len; i++) {
		struct refresh_edit edit = {g_ptr_array_index(files, i),
					    g_array_index(before, struct blob, i),
					    {NULL, 0}};

		if (!blob_below(tree, quilt, index, edit.path, &edit.after, error))
			return NULL;
		g_array_append_val(edits, edit);
	}
	return g_steal_pointer(&edits);
}

static gboolean refresh_applied(struct tree *tree, struct patchdirs *dirs,
				const struct series *series, GPtrArray *entries,
				const struct quilt *quilt,
				const struct refresh_options *options,
				struct refresh_report *report, GError **error)
{
	g_autoptr(GPtrArray) files = NULL;
	g_autoptr(GArray) before = NULL, edits = NULL;
	g_autoptr(Patch) patch = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	const struct series_entry *entry;
	enum refresh_change change;
	guint index;

	if (!find_applied(quilt, options->patch, &index, error))
		return FALSE;
	entry = g_ptr_array_index(entries, index);
	patch = quilt_load_patch(series, entry, error);
	if (!patch)
		return FALSE;
	files = quilt_files(tree, entry->name, &before, error);
	if (!files)
		return FALSE;
	edits = applied_edits(tree, quilt, index, files, before, error);
	return edits &&
	       refresh_edited(patch, entry, NULL, edits, &change, text, error) &&
	       put_patch(dirs, entry, text, change, report, error) &&
	       quilt_mark_forced(tree, entry->name, FALSE, error);
}

gboolean refresh_series(struct tree *tree, const struct series *series,
			const struct refresh_options *options,
			struct refresh_report *report, GError **error)
{
	g_autoptr(GPtrArray) entries = series_patches(series);
	g_autoptr(Patchdirs) dirs = NULL;
	g_autoptr(Quilt) quilt = NULL;
	gboolean ok;

	*report = (struct refresh_report){
		g_array_new(FALSE, FALSE, sizeof(struct refreshed)), NULL};
	if (!tree_lock(tree, error))
		return FALSE;
	dirs = patchdirs_open(series, tree, error);
	if (!dirs)
		return FALSE;
	quilt = quilt_read(tree, series, entries, QUILT_FORCED, error);
	if (!quilt)
		return FALSE;
	ok = quilt->applied->len
		     ? refresh_applied(tree, dirs, series, entries, quilt, options,
				       report, error)
		     : refresh_all(tree, dirs, series, entries, options, report, error);
	if (!ok || options->dry || report->failure)
		return ok;
	/* The patch first: if the mark stays, it only asks for another refresh. */
	if (!patchdirs_commit(dirs, error) || !tree_commit(tree, error))
		return FALSE;
	if (quilt->applied->len)
		quilt_stamp(tree, g_array_index(report->refreshed, struct refreshed, 0)
					  .entry->name);
	return TRUE;
}
