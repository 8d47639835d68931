/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/interdiff.h"

#include "patch/diff.h"

#define CONTEXT 3

static void print_text(GString *out, const struct patch_file *first)
{
	g_string_append_len(out, first->lead.data, first->head);
}

/* "mm/pool.c", or "mm/list => mm/numbers". */
static void print_file_name(GString *out, const struct patch_file *file)
{
	g_autofree char *old = patch_file_name(file, PATCH_OLD, 1);
	g_autofree char *new = patch_file_name(file, PATCH_NEW, 1);

	g_string_append_printf(out, " ## %s", old ?: new ?: "?");
	if (old && new && !g_str_equal(old, new))
		g_string_append_printf(out, " => %s", new);
	else if (!old || file->presence[PATCH_OLD] == PRESENCE_NONE)
		g_string_append(out, " (new)");
	else if (!new || file->presence[PATCH_NEW] == PRESENCE_NONE)
		g_string_append(out, " (deleted)");
	g_string_append(out, " ##\n");
}

static void print_hunk(GString *out, const struct hunk *hunk)
{
	g_string_append_printf(out, "@@ %.*s\n", (int)hunk->function.len,
			       hunk->function.data ?: "");
	for (gsize i = 0; i < hunk->n_lines; i++) {
		const struct patch_line *line = &hunk->lines[i];

		g_string_append_c(out, line->kind);
		g_string_append_len(out, line->text, line->len);
		if (!line->len || line->text[line->len - 1] != '\n')
			g_string_append(out, "\n\\ No newline\n");
	}
}

/* Returns the patch without line numbers, blob ids and dates. */
static GBytes *essence(const struct patch *patch)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < patch->files->len; i++) {
		const struct patch_file *file = g_ptr_array_index(patch->files, i);

		if (!i)
			print_text(out, file);
		print_file_name(out, file);
		for (guint j = 0; j < file->hunks->len; j++)
			print_hunk(out, g_ptr_array_index(file->hunks, j));
	}
	return g_string_free_to_bytes(out);
}

gboolean interdiff_print(const struct patch *a, const struct patch *b, GString *out,
			 GError **error)
{
	g_autoptr(GBytes) x = essence(a);
	g_autoptr(GBytes) y = essence(b);

	if (g_bytes_equal(x, y))
		return TRUE;
	g_string_append_printf(out, "--- %s\n+++ %s\n", a->name, b->name);
	return diff_print(x, y, CONTEXT, out, error);
}
