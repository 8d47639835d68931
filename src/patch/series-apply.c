/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/series-apply.h"

#include "util/error.h"

static void step_clear(struct series_step *step)
{
	g_clear_pointer(&step->result, patch_result_free);
	g_clear_pointer(&step->patch, patch_free);
}

/* quilt pushes an empty patch file without calling patch; so is that here. */
static gboolean is_empty(const struct patch *patch)
{
	return g_bytes_get_size(patch->bytes) == 0;
}

static gboolean run_step(struct tree *tree, const struct series *series,
			 const struct series_apply_options *options,
			 struct series_step *step, GError **error)
{
	struct apply_options apply = {
		.strip = step->entry->strip,
		.reverse = step->entry->reverse ^ options->remove,
		.fuzz = options->fuzz,
		.partial = options->partial,
	};

	step->patch = series_load_patch(series, step->entry, error);
	if (!step->patch)
		return FALSE;
	step->mark_before = tree_mark(tree);
	step->result = is_empty(step->patch)
			       ? patch_result_new()
			       : apply_patch(tree, step->patch, &apply, error);
	step->mark_after = tree_mark(tree);
	return step->result != NULL;
}

static gboolean step_failed(const struct series_step *step)
{
	return step->result->status >= APPLY_ALREADY;
}

GArray *series_steps_new(void)
{
	GArray *steps = g_array_new(FALSE, TRUE, sizeof(struct series_step));

	g_array_set_clear_func(steps, (GDestroyNotify)step_clear);
	return steps;
}

GArray *series_apply(struct tree *tree, const struct series *series, GPtrArray *entries,
		     const struct series_apply_options *options, GError **error)
{
	g_autoptr(GPtrArray) all =
		entries ? g_ptr_array_ref(entries) : series_patches(series);
	g_autoptr(GArray) steps = series_steps_new();
	guint n = all->len;

	for (guint i = 0; i < n; i++) {
		struct series_step step = {
			.entry = g_ptr_array_index(all,
						   options->remove ? n - 1 - i : i)};
		gboolean ok;

		if (options->progress)
			options->progress(i, n, step.entry->name,
					  options->progress_data);
		ok = run_step(tree, series, options, &step, error);
		g_array_append_val(steps, step);
		if (!ok)
			return NULL;
		if (step_failed(&step) && !options->go_on)
			break;
	}
	return g_steal_pointer(&steps);
}

const struct series_step *series_apply_failure(GArray *steps)
{
	for (guint i = 0; i < steps->len; i++) {
		const struct series_step *step =
			&g_array_index(steps, struct series_step, i);

		if (step_failed(step))
			return step;
	}
	return NULL;
}

static char *explain_file(const struct series_step *step,
			  const struct file_result *file)
{
	if (file->reason)
		return g_strdup_printf("%s:%u: %s", step->patch->name, file->file->line,
				       file->reason);
	for (guint i = 0; i < file->hunks->len; i++) {
		const struct hunk_result *hunk =
			&g_array_index(file->hunks, struct hunk_result, i);

		if (hunk->status >= APPLY_ALREADY)
			return g_strdup_printf(
				"%s:%u: %s: hunk %u of %u %s%s%s", step->patch->name,
				hunk->hunk->line, file->path, i + 1, file->hunks->len,
				hunk->status == APPLY_ALREADY ? "was applied before"
							      : "does not apply",
				hunk->why ? ": " : "", hunk->why ?: "");
	}
	return g_strdup_printf("%s:%u: does not apply", step->patch->name,
			       file->file->line);
}

char *series_apply_explain(const struct series_step *step)
{
	for (guint i = 0; i < step->result->files->len; i++) {
		const struct file_result *file =
			g_ptr_array_index(step->result->files, i);

		if (file->status >= APPLY_ALREADY)
			return explain_file(step, file);
	}
	return g_strdup_printf("%s: does not apply", step->patch->name);
}

gboolean series_apply_all(struct tree *tree, const struct series *series, guint fuzz,
			  GError **error)
{
	struct series_apply_options options = {.fuzz = fuzz};
	g_autoptr(GArray) steps = series_apply(tree, series, NULL, &options, error);
	const struct series_step *failed;
	g_autofree char *why = NULL;

	if (!steps)
		return FALSE;
	failed = series_apply_failure(steps);
	if (!failed)
		return TRUE;
	why = series_apply_explain(failed);
	g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE, "%s", why);
	return FALSE;
}
