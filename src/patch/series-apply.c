/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/series-apply.h"

#include "util/error.h"

static void step_clear(struct series_step *step)
{
	g_clear_pointer(&step->result, patch_result_free);
	g_clear_pointer(&step->patch, patch_free);
}

/* quilt pushes an empty patch file without calling patch; this does the same. */
static gboolean is_empty(const struct patch *patch)
{
	return g_bytes_get_size(patch->bytes) == 0;
}

struct patch_result *series_apply_patch(struct tree *tree,
					const struct series_entry *entry,
					const struct patch *patch,
					const struct series_apply_options *options,
					GError **error)
{
	struct apply_options apply = {
		.strip = entry->strip,
		.reverse = entry->reverse ^ options->remove,
		.fuzz = options->fuzz,
		.partial = options->partial,
	};

	return is_empty(patch) ? patch_result_new()
			       : apply_patch(tree, patch, &apply, error);
}

static gboolean run_step(struct tree *tree, const struct series_apply_options *options,
			 struct series_step *step, GError **error)
{
	step->patch = series_load_patch(step->entry, error);
	if (!step->patch)
		return FALSE;
	step->mark_before = tree_mark(tree);
	step->result =
		series_apply_patch(tree, step->entry, step->patch, options, error);
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
		ok = run_step(tree, options, &step, error);
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

static char *explain_file(const struct patch *patch, const struct file_result *file)
{
	if (file->reason)
		return g_strdup_printf("%s:%u: %s", patch->name, file->file->line,
				       file->reason);
	for (guint i = 0; i < file->hunks->len; i++) {
		const struct hunk_result *hunk =
			&g_array_index(file->hunks, struct hunk_result, i);

		if (hunk->status >= APPLY_ALREADY)
			return g_strdup_printf(
				"%s:%u: %s: hunk %u of %u %s%s%s", patch->name,
				hunk->hunk->line, file->path, i + 1, file->hunks->len,
				hunk->status == APPLY_ALREADY ? "was applied before"
							      : "does not apply",
				hunk->why ? ": " : "", hunk->why ?: "");
	}
	return g_strdup_printf("%s:%u: does not apply", patch->name, file->file->line);
}

char *series_apply_explain(const struct patch *patch, const struct patch_result *result)
{
	for (guint i = 0; i < result->files->len; i++) {
		const struct file_result *file = g_ptr_array_index(result->files, i);

		if (file->status >= APPLY_ALREADY)
			return explain_file(patch, file);
	}
	return g_strdup_printf("%s: does not apply", patch->name);
}

static gboolean fail(const struct patch *patch, const struct patch_result *result,
		     GError **error)
{
	g_autofree char *why = series_apply_explain(patch, result);

	g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE, "%s", why);
	return FALSE;
}

gboolean series_apply_whole(struct tree *tree, const struct series_entry *entry,
			    const struct patch *patch, guint fuzz, GError **error)
{
	const struct series_apply_options options = {.fuzz = fuzz};
	g_autoptr(PatchResult) result =
		series_apply_patch(tree, entry, patch, &options, error);

	return result && (result->status < APPLY_ALREADY || fail(patch, result, error));
}

gboolean series_apply_all(struct tree *tree, const struct series *series, guint fuzz,
			  GError **error)
{
	struct series_apply_options options = {.fuzz = fuzz};
	g_autoptr(GArray) steps = series_apply(tree, series, NULL, &options, error);
	const struct series_step *failed = steps ? series_apply_failure(steps) : NULL;

	return steps && (!failed || fail(failed->patch, failed->result, error));
}
