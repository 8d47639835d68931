/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/reject.h"

#include <sys/stat.h>

static void print_name(const struct file_result *file,
		       const struct apply_options *options, const char *mark, int side,
		       GString *out)
{
	g_autofree char *name = patch_file_name(file->file, side, options->strip);
	struct span date = file->file->header[side].date;

	g_string_append_printf(out, "%s %s", mark, name ? name : "/dev/null");
	if (date.len)
		span_append(out, date);
	else
		g_string_append_c(out, '\n');
}

static void print_range(gint64 first, gsize lines, GString *out)
{
	if (lines == 0)
		g_string_append_printf(out, "%" G_GINT64_FORMAT ",0", first - 1);
	else if (lines == 1)
		g_string_append_printf(out, "%" G_GINT64_FORMAT, first);
	else
		g_string_append_printf(out, "%" G_GINT64_FORMAT ",%" G_GSIZE_FORMAT,
				       first, lines);
}

static void print_line(char mark, const struct patch_line *line, GString *out)
{
	g_string_append_c(out, mark);
	g_string_append_len(out, line->text, line->len);
	if (!line->len || line->text[line->len - 1] != '\n')
		g_string_append(out, "\n\\ No newline at end of file\n");
}

/* In each change, prints removed lines before added ones, whatever the order in the
 * patch. */
static void print_lines(const struct hunk_view *view, GString *out)
{
	const struct hunk_side *old = &view->pattern, *replacement = &view->replacement;
	gsize o = 0, n = 0;

	while (o < old->count || n < replacement->count) {
		for (; o < old->count && old->lines[o]->kind != ' '; o++)
			print_line('-', old->lines[o], out);
		for (; n < replacement->count && replacement->lines[n]->kind != ' ';
		     n++)
			print_line('+', replacement->lines[n], out);
		if (o < old->count && n < replacement->count) {
			print_line(' ', old->lines[o], out);
			o++;
			n++;
		}
	}
}

static void print_hunk(const struct hunk_result *result,
		       const struct apply_options *options, GString *out)
{
	struct span function = result->hunk->function;
	struct hunk_view view;
	gint64 shift;

	hunk_view_init(&view, result->hunk, options->reverse);
	/* lines added by the hunks before it: out_offset of GNU patch */
	shift = result->target - result->line;
	g_string_append(out, "@@ -");
	print_range(view.pattern.first + shift, view.pattern.count, out);
	g_string_append(out, " +");
	print_range(view.replacement.first + shift, view.replacement.count, out);
	g_string_append(out, " @@");
	if (function.len) {
		g_string_append_c(out, ' ');
		span_append(out, function);
	}
	g_string_append_c(out, '\n');
	print_lines(&view, out);
	hunk_view_clear(&view);
}

void reject_print(const struct file_result *file, const struct apply_options *options,
		  GString *out)
{
	gboolean begun = FALSE;

	for (guint i = 0; i < file->hunks->len; i++) {
		const struct hunk_result *hunk =
			&g_array_index(file->hunks, struct hunk_result, i);
		int old = options->reverse ? PATCH_NEW : PATCH_OLD;

		if (hunk->status < APPLY_ALREADY)
			continue;
		if (!begun) {
			print_name(file, options, "---", old, out);
			print_name(file, options, "+++", !old, out);
			begun = TRUE;
		}
		print_hunk(hunk, options, out);
	}
}

/* Appends the failed hunks of all diffs for the file with index @first. */
static void print_all(const struct patch_result *result, guint first,
		      const struct apply_options *options, GString *out)
{
	const struct file_result *one = g_ptr_array_index(result->files, first);

	for (guint i = first; i < result->files->len; i++) {
		const struct file_result *file = g_ptr_array_index(result->files, i);

		if (!g_strcmp0(file->path, one->path))
			reject_print(file, options, out);
	}
}

gboolean reject_put(struct tree *tree, const struct patch_result *result,
		    const struct apply_options *options, GError **error)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < result->files->len; i++) {
		const struct file_result *file = g_ptr_array_index(result->files, i);
		g_autoptr(GString) text = g_string_new(NULL);
		g_autofree char *path = NULL;
		g_autoptr(GBytes) bytes = NULL;

		if (!file->path || !g_hash_table_add(seen, file->path))
			continue;
		print_all(result, i, options, text);
		if (!text->len)
			continue;
		path = g_strconcat(file->path, ".rej", NULL);
		bytes = g_bytes_new(text->str, text->len);
		if (!tree_put(tree, path, bytes, 0, error))
			return FALSE;
	}
	return TRUE;
}
