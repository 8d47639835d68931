/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/patch-private.h"

#include <string.h>

static void hunk_free(struct hunk *hunk)
{
	g_free(hunk->lines);
	g_free(hunk);
}

static void binary_hunk_free(struct binary_hunk *binary)
{
	if (!binary)
		return;
	g_clear_pointer(&binary->data, g_bytes_unref);
	g_free(binary);
}

struct patch_file *patch_file_new(void)
{
	struct patch_file *file = g_new0(struct patch_file, 1);

	file->hunks = g_ptr_array_new_with_free_func((GDestroyNotify)hunk_free);
	return file;
}

void patch_file_free(struct patch_file *file)
{
	for (int side = PATCH_OLD; side <= PATCH_NEW; side++) {
		g_free(file->header[side].name);
		g_free(file->git_name[side]);
		g_free(file->blob[side]);
		binary_hunk_free(file->binary[side]);
	}
	g_free(file->index_name);
	g_ptr_array_unref(file->hunks);
	g_free(file);
}

struct patch *patch_new(const char *name, GBytes *bytes)
{
	struct patch *patch = g_new0(struct patch, 1);

	patch->name = g_strdup(name);
	patch->bytes = g_bytes_ref(bytes);
	patch->files = g_ptr_array_new_with_free_func((GDestroyNotify)patch_file_free);
	patch->notes = g_array_new(FALSE, FALSE, sizeof(struct patch_note));
	patch->arena = g_string_chunk_new(4096);
	return patch;
}

void patch_free(struct patch *patch)
{
	if (!patch)
		return;
	g_ptr_array_unref(patch->files);
	g_array_unref(patch->notes);
	g_string_chunk_free(patch->arena);
	g_bytes_unref(patch->bytes);
	g_free(patch->name);
	g_free(patch);
}

const char *patch_note_text(enum patch_note_kind kind)
{
	static const char *const texts[] = {
		"the patch ends in the middle of a line",
		"a hunk without file names is not applied",
		"the hunk ends before this line: lines beyond the counts of its header "
		"are not applied",
		"an indented diff is applied, even if it is meant as text",
		"a binary file differs, but the patch does not contain it: the file is "
		"not changed",
	};

	return texts[kind];
}

void patch_file_print(const struct patch_file *file, GString *out)
{
	span_append(out, file->lead);
	for (guint i = 0; i < file->hunks->len; i++) {
		const struct hunk *hunk = g_ptr_array_index(file->hunks, i);

		span_append(out, hunk->head);
		span_append(out, hunk->body);
	}
}

void patch_print(const struct patch *patch, GString *out)
{
	for (guint i = 0; i < patch->files->len; i++)
		patch_file_print(g_ptr_array_index(patch->files, i), out);
	span_append(out, patch->trailer);
}

/* Whether the head has a count after the comma. */
static gboolean head_has_count(const struct hunk *hunk, char mark)
{
	const char *at = memchr(hunk->head.data, mark, hunk->head.len);
	const char *end = hunk->head.data + hunk->head.len;

	if (!at)
		return TRUE;
	for (at++; at < end && g_ascii_isdigit(*at); at++)
		;
	return at < end && *at == ',';
}

/* Omits a count of one if the original head did. */
static void print_range(const struct hunk *hunk, char mark, guint64 start,
			guint64 lines, GString *out)
{
	guint64 was = mark == '-' ? hunk->old_lines : hunk->new_lines;
	g_string_append_printf(out, "%c%" G_GUINT64_FORMAT, mark, start);
	if (lines != 1 || (was == 1 && head_has_count(hunk, mark)))
		g_string_append_printf(out, ",%" G_GUINT64_FORMAT, lines);
}

void hunk_print_head(const struct hunk *hunk, const struct hunk_numbers *numbers,
		     GString *out)
{
	struct span head = hunk->head;
	const char *open = g_strstr_len(head.data, head.len, "@@");
	const char *close =
		g_strstr_len(open + 2, head.data + head.len - open - 2, "@@");

	if (numbers->old_start == hunk->old_start &&
	    numbers->old_lines == hunk->old_lines &&
	    numbers->new_start == hunk->new_start &&
	    numbers->new_lines == hunk->new_lines) {
		span_append(out, head);
		return;
	}
	g_string_append_len(out, head.data, open - head.data);
	g_string_append(out, "@@ ");
	print_range(hunk, '-', numbers->old_start, numbers->old_lines, out);
	g_string_append_c(out, ' ');
	print_range(hunk, '+', numbers->new_start, numbers->new_lines, out);
	g_string_append_c(out, ' ');
	if (close)
		g_string_append_len(out, close, head.data + head.len - close);
	else
		g_string_append(out, "@@\n");
}

char *patch_name_simplify(char *name)
{
	char *to = name;

	for (const char *from = name; *from;) {
		gsize len = strcspn(from, "/");

		if (from != name && !len) {
			from++;
			continue;
		}
		if (len == 1 && *from == '.' && from[1]) {
			from += 2 + strspn(from + 2, "/");
			continue;
		}
		len += from[len] == '/';
		memmove(to, from, len);
		to += len;
		from += len;
	}
	*to = '\0';
	return name;
}

const char *patch_name_strip(const char *name, int strip)
{
	const char *rest = name;

	for (const char *p = name; *p; p++) {
		if (*p != '/')
			continue;
		while (p[1] == '/')
			p++;
		if (--strip >= 0)
			rest = p + 1;
	}
	return strip <= 0 && *rest ? rest : NULL;
}

/* Returns the name of @side from the lines of the diff. git names both sides of a new
 * or deleted file, but the missing side has no name, as in GNU patch. */
static const char *diff_name(const struct patch_file *file, int side, int strip)
{
	gboolean absent = file->git && file->presence[side] == PRESENCE_NONE;
	const char *names[] = {file->header[side].name,
			       absent ? file->header[!side].name : NULL,
			       file->git_name[side]};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		const char *rest = names[i] ? patch_name_strip(names[i], strip) : NULL;

		if (rest)
			return rest;
	}
	return NULL;
}

char *patch_file_name(const struct patch_file *file, int side, int strip)
{
	const char *rest = diff_name(file, side, strip);
	g_autofree char *name = NULL;

	/* "Index:" only counts if there is nothing else. */
	if (!rest && file->index_name && !diff_name(file, !side, strip))
		rest = patch_name_strip(file->index_name, strip);
	name = rest ? patch_name_simplify(g_strdup(rest)) : NULL;
	return name && *name ? g_steal_pointer(&name) : NULL;
}

void hunk_count(const struct hunk *hunk, guint *added, guint *removed)
{
	*added = *removed = 0;
	for (gsize i = 0; i < hunk->n_lines; i++) {
		*added += hunk->lines[i].kind == '+';
		*removed += hunk->lines[i].kind == '-';
	}
}
