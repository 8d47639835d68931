/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cover/coverage-place.h"

#include <string.h>
#include <sys/stat.h>

#include "patch/series-apply.h"
#include "util/error.h"
#include "util/fs.h"

static void hunk_free(gpointer data)
{
	struct coverage_hunk *hunk = data;

	g_array_unref(hunk->lines);
	g_free(hunk);
}

static void file_free(gpointer data)
{
	struct coverage_file *file = data;

	g_free(file->path);
	g_ptr_array_unref(file->hunks);
	g_free(file);
}

static void patch_clear(gpointer data)
{
	struct coverage_patch *patch = data;

	g_free(patch->name);
	g_ptr_array_unref(patch->files);
	g_ptr_array_unref(patch->functions);
	g_free(patch);
}

/* Reads the sources of all files that the series names, if they exist. */
static gboolean fill_tree(struct tree *tree, const struct series *series,
			  const char *source_path, GError **error)
{
	g_autoptr(GPtrArray) entries = series_patches(series);

	for (guint i = 0; i < entries->len; i++) {
		const struct series_entry *entry = entries->pdata[i];
		g_autoptr(Patch) patch = series_load_patch(entry, error);

		for (guint j = 0; patch && j < 2 * patch->files->len; j++) {
			const struct patch_file *file = patch->files->pdata[j / 2];
			g_autofree char *name =
				patch_file_name(file, j % 2, entry->strip);
			g_autofree char *path = NULL;
			g_autoptr(GBytes) bytes = NULL;
			char *text;
			gsize size;

			if (!name || tree_refusal(name))
				continue;
			path = g_build_filename(source_path, name, NULL);
			if (!g_file_get_contents(path, &text, &size, NULL))
				continue;
			bytes = g_bytes_new_take(text, size);
			if (!tree_put(tree, name, bytes, S_IFREG | 0644, error))
				return FALSE;
		}
		if (!patch)
			return FALSE;
	}
	return TRUE;
}

/* Whether @line of the hunk exists after the patch was applied. */
static gboolean is_after(const struct patch_line *line, gboolean reverse)
{
	return line->kind == ' ' || line->kind == (reverse ? '-' : '+');
}

static gboolean is_before(const struct patch_line *line, gboolean reverse)
{
	return line->kind == ' ' || line->kind == (reverse ? '+' : '-');
}

/*
 * Follows the line @number through a hunk that was applied later. *@shift is by how
 * much previous hunks moved the lines after them. Returns TRUE if this hunk decides:
 * then *@number is the new number, or 0 if the line was removed.
 */
static gboolean follow_hunk(const struct hunk_result *at, gboolean reverse,
			    guint *number, gint64 *shift)
{
	/* The series was unapplied: "target" is where the hunk was before. */
	gint64 before = at->target, after = at->line;

	for (gsize i = 0; i < at->hunk->n_lines; i++) {
		const struct patch_line *line = &at->hunk->lines[i];
		gboolean old = is_before(line, reverse), new = is_after(line, reverse);

		if (old && before == (gint64)*number) {
			*number = new ? after : 0;
			return TRUE;
		}
		before += old;
		after += new;
	}
	if (before <= (gint64)*number)
		*shift = after - before;
	return FALSE;
}

static guint code_move_file(const struct file_result *file, gboolean reverse,
			    guint number)
{
	gint64 shift = 0;

	for (guint i = 0; i < file->hunks->len; i++)
		if (follow_hunk(&g_array_index(file->hunks, struct hunk_result, i),
				reverse, &number, &shift))
			return number;
	return number + shift;
}

/* Returns the step of the patch with index @index: steps are in reverse order. */
static const struct series_step *step_of(const struct coverage *coverage, guint index)
{
	return &g_array_index(coverage->steps, struct series_step,
			      coverage->steps->len - 1 - index);
}

/*
 * Returns the final number of the line @number of @path after patch @index; 0: removed.
 */
static guint follow(const struct coverage *coverage, guint index, const char *path,
		    guint number)
{
	while (number && ++index < coverage->steps->len) {
		const struct series_step *step = step_of(coverage, index);

		for (guint i = 0; i < step->result->files->len; i++) {
			const struct file_result *file = step->result->files->pdata[i];

			if (number && !g_strcmp0(file->path, path))
				number = code_move_file(file, step->entry->reverse,
							number);
		}
	}
	return number;
}

static struct coverage_hunk *place_hunk(const struct coverage *coverage, guint index,
					const struct file_result *file,
					const struct hunk_result *at)
{
	struct coverage_hunk *hunk = g_new0(struct coverage_hunk, 1);
	gboolean reverse = step_of(coverage, index)->entry->reverse;
	gint64 number = at->line;

	hunk->hunk = at->hunk;
	hunk->lines = g_array_new(FALSE, FALSE, sizeof(struct coverage_line));
	for (gsize i = 0; i < at->hunk->n_lines; i++) {
		const struct patch_line *text = &at->hunk->lines[i];

		if (is_after(text, reverse) && text->kind != ' ') {
			struct coverage_line line = {
				.text = text,
				.number = follow(coverage, index, file->path, number),
			};

			g_array_append_val(hunk->lines, line);
		}
		number += is_after(text, reverse);
	}
	return hunk;
}

static struct coverage_file *place_file(const struct coverage *coverage, guint index,
					const struct file_result *result)
{
	struct coverage_file *file = g_new0(struct coverage_file, 1);

	file->path = g_strdup(result->path);
	file->hunks = g_ptr_array_new_with_free_func(hunk_free);
	file->lines = lines_file(coverage->lines, file->path, &file->index);
	for (guint i = 0; i < result->hunks->len; i++)
		g_ptr_array_add(file->hunks,
				place_hunk(coverage, index, result,
					   &g_array_index(result->hunks,
							  struct hunk_result, i)));
	return file;
}

static void place_patch(struct coverage *coverage, guint index)
{
	const struct series_step *step = step_of(coverage, index);
	struct coverage_patch *patch = g_new0(struct coverage_patch, 1);

	patch->name = g_strdup(step->entry->name);
	patch->files = g_ptr_array_new_with_free_func(file_free);
	patch->functions = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < step->result->files->len; i++) {
		const struct file_result *result = step->result->files->pdata[i];

		if (result->path)
			g_ptr_array_add(patch->files,
					place_file(coverage, index, result));
	}
	g_ptr_array_add(coverage->patches, patch);
}

gboolean coverage_place(struct coverage *coverage, const char *source_path,
			GError **error)
{
	const struct series_apply_options options = {.fuzz = 2, .remove = TRUE};
	g_autoptr(Tree) tree = tree_new();
	const struct series_step *failed;

	coverage->patches = g_ptr_array_new_with_free_func(patch_clear);
	if (!fill_tree(tree, coverage->series, source_path, error))
		return FALSE;
	coverage->steps = series_apply(tree, coverage->series, NULL, &options, error);
	if (!coverage->steps)
		return FALSE;
	failed = series_apply_failure(coverage->steps);
	if (failed) {
		g_autofree char *why =
			series_apply_explain(failed->patch, failed->result);

		g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
			    "not in the source that was built: %s", why);
		return FALSE;
	}
	for (guint i = 0; i < coverage->steps->len; i++)
		place_patch(coverage, i);
	return TRUE;
}
