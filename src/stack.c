#include "stack.h"

#include "error.h"

static void step_clear(struct stack_step *step)
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
			 const struct stack_options *options, struct stack_step *step,
			 GError **error)
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

static gboolean step_failed(const struct stack_step *step)
{
	return step->result->status >= APPLY_ALREADY;
}

GArray *stack_steps_new(void)
{
	GArray *steps = g_array_new(FALSE, TRUE, sizeof(struct stack_step));

	g_array_set_clear_func(steps, (GDestroyNotify)step_clear);
	return steps;
}

GArray *stack_run(struct tree *tree, const struct series *series, GPtrArray *entries,
		  const struct stack_options *options, GError **error)
{
	g_autoptr(GPtrArray) all =
		entries ? g_ptr_array_ref(entries) : series_patches(series);
	g_autoptr(GArray) steps = stack_steps_new();
	guint n = all->len;

	for (guint i = 0; i < n; i++) {
		struct stack_step step = {
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

const struct stack_step *stack_failure(GArray *steps)
{
	for (guint i = 0; i < steps->len; i++) {
		const struct stack_step *step =
			&g_array_index(steps, struct stack_step, i);

		if (step_failed(step))
			return step;
	}
	return NULL;
}

static char *explain_file(const struct stack_step *step, const struct file_result *file)
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

char *stack_explain(const struct stack_step *step)
{
	for (guint i = 0; i < step->result->files->len; i++) {
		const struct file_result *file =
			g_ptr_array_index(step->result->files, i);

		if (file->status >= APPLY_ALREADY)
			return explain_file(step, file);
	}
	return g_strdup_printf("%s: does not apply", step->patch->name);
}

gboolean stack_apply_all(struct tree *tree, const struct series *series, guint fuzz,
			 GError **error)
{
	struct stack_options options = {.fuzz = fuzz};
	g_autoptr(GArray) steps = stack_run(tree, series, NULL, &options, error);
	const struct stack_step *failed;
	g_autofree char *why = NULL;

	if (!steps)
		return FALSE;
	failed = stack_failure(steps);
	if (!failed)
		return TRUE;
	why = stack_explain(failed);
	g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE, "%s", why);
	return FALSE;
}
