/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/series-push.h"

#include "patch/reject.h"

void series_push_report_clear(struct series_push_report *report)
{
	g_clear_pointer(&report->steps, g_array_unref);
	g_clear_pointer(&report->interrupted, g_free);
}

/* Returns @count of @entries from index @from on; the entries are borrowed. */
static GPtrArray *part_of(GPtrArray *entries, guint from, guint count)
{
	GPtrArray *part = g_ptr_array_new();

	for (guint i = 0; i < count; i++)
		g_ptr_array_add(part, g_ptr_array_index(entries, from + i));
	return part;
}

/* --- apply -------------------------------------------------------------------- */

static gboolean recover(struct tree *tree, const struct quilt *quilt, GPtrArray *todo,
			struct series_push_report *report, GError **error)
{
	const struct series_entry *next = todo->len ? g_ptr_array_index(todo, 0) : NULL;
	gboolean found = FALSE;

	if (!quilt->present || !next)
		return TRUE;
	if (!quilt_recover(tree, next, &found, error))
		return FALSE;
	if (found)
		report->interrupted = g_strdup(next->name);
	return TRUE;
}

static gboolean record(struct tree *tree, struct quilt *quilt,
		       const struct series *series, GArray *steps, GError **error)
{
	const struct series_step *failed = series_apply_failure(steps);

	if (!quilt->present)
		return TRUE;
	for (guint i = 0; i < steps->len; i++)
		if (!quilt_push(quilt, tree,
				&g_array_index(steps, struct series_step, i), error))
			return FALSE;
	if (failed && !quilt_mark_forced(tree, failed->entry->name, TRUE, error))
		return FALSE;
	return quilt_write(quilt, tree, series, error);
}

static gboolean put_rejects(struct tree *tree, GArray *steps, GError **error)
{
	const struct series_step *failed = series_apply_failure(steps);
	struct apply_options options;

	if (!failed)
		return TRUE;
	options = (struct apply_options){.strip = failed->entry->strip,
					 .reverse = failed->entry->reverse};
	return reject_put(tree, failed->result, &options, error);
}

static gboolean apply(struct tree *tree, struct quilt *quilt,
		      const struct series *series, GPtrArray *entries,
		      const struct series_push_options *options,
		      struct series_push_report *report, GError **error)
{
	guint done = quilt->applied->len;
	g_autoptr(GPtrArray) todo = part_of(entries, done, entries->len - done);
	struct series_apply_options stack = {
		.fuzz = options->fuzz,
		.partial = options->partial,
		.go_on = options->dry,
		.progress = options->progress,
		.progress_data = options->progress_data,
	};

	report->total = todo->len;
	report->skipped = done;
	if (!recover(tree, quilt, todo, report, error))
		return FALSE;
	report->steps = series_apply(tree, series, todo, &stack, error);
	if (!report->steps)
		return FALSE;
	if (options->dry || (series_apply_failure(report->steps) && !options->partial))
		return TRUE;
	return record(tree, quilt, series, report->steps, error) &&
	       put_rejects(tree, report->steps, error) && tree_commit(tree, error);
}

/* --- unapply ------------------------------------------------------------------- */

/* Uses quilt's backups, because the patches may have been applied with fuzz. */
static gboolean pop(struct tree *tree, struct quilt *quilt, const struct series *series,
		    GPtrArray *entries, const struct series_push_options *options,
		    struct series_push_report *report, GError **error)
{
	report->total = quilt->applied->len;
	report->skipped = entries->len - report->total;
	report->steps = series_steps_new();
	while (quilt->applied->len) {
		struct series_entry *entry =
			g_ptr_array_index(entries, quilt->applied->len - 1);
		struct series_step step = {.entry = entry,
					   .result = patch_result_new(),
					   .mark_before = tree_mark(tree)};
		gboolean ok;

		if (options->progress)
			options->progress(report->steps->len, report->total,
					  entry->name, options->progress_data);
		ok = quilt_pop(quilt, tree, series, entry, error);
		step.mark_after = tree_mark(tree);
		g_array_append_val(report->steps, step);
		if (!ok)
			return FALSE;
	}
	return quilt_write(quilt, tree, series, error) &&
	       (options->dry || tree_commit(tree, error));
}

static gboolean unapply(struct tree *tree, const struct series *series,
			GPtrArray *entries, const struct series_push_options *options,
			struct series_push_report *report, GError **error)
{
	struct series_apply_options stack = {
		.fuzz = options->fuzz,
		.remove = TRUE,
		.progress = options->progress,
		.progress_data = options->progress_data,
	};

	report->total = entries->len;
	report->steps = series_apply(tree, series, entries, &stack, error);
	if (!report->steps)
		return FALSE;
	return options->dry || series_apply_failure(report->steps) ||
	       tree_commit(tree, error);
}

gboolean series_push(struct tree *tree, const struct series *series,
		     const struct series_push_options *options,
		     struct series_push_report *report, GError **error)
{
	g_autoptr(GPtrArray) entries = series_patches(series);
	g_autoptr(Quilt) quilt = NULL;

	*report = (struct series_push_report){NULL, 0, 0, NULL};
	if (!options->dry && !tree_lock(tree, error))
		return FALSE;
	quilt = quilt_read(tree, series, entries, options->quilt ? QUILT_BEGIN : 0,
			   error);
	if (!quilt)
		return FALSE;
	if (!options->remove)
		return apply(tree, quilt, series, entries, options, report, error);
	if (quilt->present)
		return pop(tree, quilt, series, entries, options, report, error);
	return unapply(tree, series, entries, options, report, error);
}
