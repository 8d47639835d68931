/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/fingerprint.h"

#include <string.h>

#include "branch/source.h"
#include "patch/series.h"
#include "util/cache.h"
#include "util/fs.h"

/* Appends "WHAT PATH SHA256". */
static gboolean add_file(GString *text, const struct branch *b, const char *what,
			 const char *path, GError **error)
{
	g_autofree char *sum = fs_sha256(path, error);
	gsize length = strlen(b->dir);

	if (!sum)
		return FALSE;
	if (!strncmp(path, b->dir, length) && path[length] == '/')
		path += length + 1;
	g_string_append_printf(text, "%s %s %s\n", what, path, sum);
	return TRUE;
}

static gboolean add_series(GString *text, const struct branch *b, const char *path,
			   GPtrArray *all, GError **error)
{
	struct series *series = series_load(path, error);
	g_autoptr(GPtrArray) patches = NULL;

	if (!series)
		return FALSE;
	g_ptr_array_add(all, series);
	if (!add_file(text, b, "series", path, error))
		return FALSE;
	patches = series_patches(series);
	for (guint i = 0; i < patches->len; i++) {
		g_autofree char *patch = series_patch_path(patches->pdata[i]);

		if (!add_file(text, b, "patch", patch, error))
			return FALSE;
	}
	return TRUE;
}

gboolean fingerprint_series(GString *text, const struct branch *b,
			    const struct branch_variant *v, GPtrArray *series,
			    GError **error)
{
	for (char **s = v->series; *s; s++)
		if (!add_series(text, b, *s, series, error))
			return FALSE;
	return TRUE;
}

char *fingerprint_new_line(const char *now, const char *before)
{
	g_auto(GStrv) lines = g_strsplit(now, "\n", -1);
	g_auto(GStrv) old = g_strsplit(before, "\n", -1);

	for (char **l = lines; *l; l++)
		if (!g_strv_contains((const char *const *)old, *l))
			return g_strdup(*l);
	return NULL;
}

/* Returns the lines of a fingerprint about series and patches. */
static char *series_lines(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autoptr(GString) kept = g_string_new(NULL);

	for (char **l = lines; *l; l++)
		if (g_str_has_prefix(*l, "series ") || g_str_has_prefix(*l, "patch "))
			g_string_append_printf(kept, "%s\n", *l);
	return g_string_free(g_steal_pointer(&kept), FALSE);
}

/* Returns "patches/6.1/a.patch changed" for a line with path and checksum. */
static char *said_of(const char *line, const char *what)
{
	const char *path = strchr(line, ' ') + 1;
	const char *end = strrchr(path, ' ');

	return g_strdup_printf("%.*s %s", (int)((end ?: path) - path), path, what);
}

static char *check_source(const struct branch *b, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **l = lines; *l; l++) {
		g_auto(GStrv) words = g_strsplit(*l, " ", 3);

		if (g_strv_length(words) == 3 && !strcmp(words[0], "source"))
			return source_changed(b, words[1], words[2]);
	}
	return NULL;
}

char *fingerprint_changed(const struct branch *b, const struct branch_variant *v)
{
	g_autofree char *path =
		cache_path("kernel", b->name, v->name, "fingerprint", NULL);
	g_autofree char *before = fs_read(path, NULL);
	g_autoptr(GPtrArray) series =
		g_ptr_array_new_with_free_func((GDestroyNotify)series_free);
	g_autoptr(GString) now = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *old = NULL;
	g_autofree char *line = NULL;

	if (!before)
		return NULL;
	if (!fingerprint_series(now, b, v, series, &error))
		return g_strdup(error->message);
	old = series_lines(before);
	line = fingerprint_new_line(now->str, old);
	if (line)
		return said_of(line, "changed");
	line = fingerprint_new_line(old, now->str);
	return line ? said_of(line, "was dropped") : check_source(b, before);
}
