/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/series.h"

#include <gio/gio.h>
#include <string.h>

#include "util/error.h"
#include "util/safe-open.h"

static void entry_free(struct series_entry *entry)
{
	g_free(entry->raw);
	g_free(entry->name);
	g_free(entry->spelled);
	g_strfreev(entry->guards);
	g_free(entry);
}

void series_free(struct series *series)
{
	if (!series)
		return;
	g_ptr_array_unref(series->entries);
	g_free(series->path);
	g_free(series->directory);
	g_free(series);
}

static gboolean fail(const struct series *series, const struct series_entry *entry,
		     const char *what, const char *which, GError **error)
{
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s:%u: %s '%s'", series->path,
		    entry->line, what, which);
	return FALSE;
}

/* Parses -pN and -R; quilt reads "-pab" as -p1. */
static gboolean read_option(struct series_entry *entry, const char *word)
{
	char *end;

	if (!strcmp(word, "-R")) {
		entry->reverse = TRUE;
		return TRUE;
	}
	if (!g_str_has_prefix(word, "-p"))
		return FALSE;
	if (!strcmp(word, "-pab")) {
		entry->strip = 1;
		return TRUE;
	}
	if (!g_ascii_isdigit(word[2]))
		return FALSE;
	entry->strip = strtol(word + 2, &end, 10);
	return !*end && entry->strip <= 100;
}

static gboolean read_words(struct series *series, struct series_entry *entry,
			   char **words, GError **error)
{
	g_autoptr(GPtrArray) guards = g_ptr_array_new();

	for (; *words && strchr("+-", **words); words++)
		if (**words)
			g_ptr_array_add(guards, g_strdup(*words));
	g_ptr_array_add(guards, NULL);
	entry->guards = (char **)g_ptr_array_free(g_steal_pointer(&guards), FALSE);
	if (!*words)
		return *entry->guards ? fail(series, entry, "no patch after",
					     entry->guards[0], error)
				      : TRUE;
	entry->spelled = g_strdup(*words);
	entry->name = patch_name_simplify(g_strdup(*words));
	if (safe_refusal(entry->name))
		return fail(series, entry,
			    "a patch outside of the series' directory:", entry->name,
			    error);
	for (words++; *words; words++)
		if (**words && !read_option(entry, *words))
			return fail(series, entry, "unknown option", *words, error);
	return TRUE;
}

/* A '#' begins a comment at the start of a word. */
static void cut_comment(char *text)
{
	for (char *s = text; (s = strchr(s, '#')); s++) {
		if (s == text || g_ascii_isspace(s[-1])) {
			*s = '\0';
			return;
		}
	}
}

static gboolean read_entry(struct series *series, struct series_entry *entry,
			   GError **error)
{
	g_autofree char *text = g_strdup(entry->raw);
	g_auto(GStrv) words = NULL;

	cut_comment(text);
	g_strdelimit(text, "\t\r\n\v\f", ' ');
	words = g_strsplit(g_strstrip(text), " ", -1);
	entry->strip = 1;
	return read_words(series, entry, words, error);
}

static gboolean read_lines(struct series *series, const char *data, gsize size,
			   GError **error)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	const char *end = data + size;

	for (guint line = 1; data < end; line++) {
		const char *newline = memchr(data, '\n', end - data);
		const char *next = newline ? newline + 1 : end;
		struct series_entry *entry = g_new0(struct series_entry, 1);

		entry->series = series;
		entry->raw = g_strndup(data, next - data);
		entry->line = line;
		g_ptr_array_add(series->entries, entry);
		if (memchr(data, '\0', next - data))
			return fail(series, entry, "a NUL byte after", entry->raw,
				    error);
		if (!read_entry(series, entry, error))
			return FALSE;
		/* a patch may be named twice if guards choose between the lines */
		if (entry->name && !*entry->guards &&
		    !g_hash_table_add(seen, entry->name))
			return fail(series, entry, "listed twice:", entry->name, error);
		data = next;
	}
	return TRUE;
}

struct series *series_parse(const char *path, const char *data, gsize size,
			    GError **error)
{
	g_autoptr(Series) series = g_new0(struct series, 1);

	series->path = g_strdup(path);
	series->directory = g_path_get_dirname(path);
	series->entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
	if (!read_lines(series, data, size, error))
		return NULL;
	series_select(series, NULL);
	return g_steal_pointer(&series);
}

struct series *series_load(const char *path, GError **error)
{
	g_autofree char *file = g_file_test(path, G_FILE_TEST_IS_DIR)
					? g_build_filename(path, "series", NULL)
					: g_strdup(path);
	g_autofree char *data = NULL;
	g_autoptr(GError) why = NULL;
	gsize size;

	if (g_file_get_contents(file, &data, &size, &why))
		return series_parse(file, data, size, error);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", file,
		    g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT)
			    ? "no such series"
			    : why->message);
	return NULL;
}

static gboolean is_selected(const struct series_entry *entry,
			    const char *const *symbols)
{
	gboolean selected;

	if (!entry->guards || !*entry->guards)
		return TRUE;
	selected = **entry->guards == '-';
	for (char **guard = entry->guards; *guard; guard++)
		if (symbols && g_strv_contains(symbols, *guard + 1))
			selected = **guard == '+';
	return selected;
}

void series_select(struct series *series, const char *const *symbols)
{
	for (guint i = 0; i < series->entries->len; i++) {
		struct series_entry *entry = g_ptr_array_index(series->entries, i);

		entry->selected = entry->name && is_selected(entry, symbols);
	}
}

static void add_patches(const struct series *series, GPtrArray *patches)
{
	for (guint i = 0; i < series->entries->len; i++) {
		struct series_entry *entry = g_ptr_array_index(series->entries, i);

		if (entry->selected)
			g_ptr_array_add(patches, entry);
	}
}

GPtrArray *series_patches(const struct series *series)
{
	GPtrArray *patches = g_ptr_array_new();

	add_patches(series, patches);
	return patches;
}

GPtrArray *series_list_patches(const GPtrArray *list)
{
	GPtrArray *patches = g_ptr_array_new();

	for (guint i = 0; i < list->len; i++)
		add_patches(list->pdata[i], patches);
	return patches;
}

char *series_patch_path(const struct series_entry *entry)
{
	const struct series *series = entry->series;

	return strcmp(series->directory, ".") || g_str_has_prefix(series->path, "./")
		       ? g_build_filename(series->directory, entry->name, NULL)
		       : g_strdup(entry->name);
}

struct patch *series_load_patch(const struct series_entry *entry, GError **error)
{
	g_autofree char *path = series_patch_path(entry);
	struct patch *patch = patch_load(path, error);

	if (!patch)
		g_prefix_error(error, "%s:%u: ", entry->series->path, entry->line);
	return patch;
}

void series_print(const struct series *series, GString *out)
{
	for (guint i = 0; i < series->entries->len; i++) {
		const struct series_entry *entry =
			g_ptr_array_index(series->entries, i);

		g_string_append(out, entry->raw);
	}
}
