/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bump/bump-packages.h"

#include <glib/gstdio.h>
#include <string.h>

#include "build/package-files.h"
#include "util/fs.h"

/* Returns a name like linux-image-6.1.187-kferry1-virt_6.1.187-1_amd64.deb without its
 * versions and the releases after them. */
static char *plain_name(const char *path, const char *version)
{
	g_autofree char *name = g_path_get_basename(path);
	g_autofree char *quoted = g_regex_escape_string(version, -1);
	g_autofree char *pattern = g_strconcat(quoted, "(-(kferry)?[0-9]+)?", NULL);
	g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);

	return g_regex_replace_literal(regex, name, -1, 0, "VERSION", 0, NULL);
}

/* Returns sizes by plain_name(); ignores packages of other versions. */
static GHashTable *sizes_of(const struct bump *bump, const char *version)
{
	GHashTable *sizes =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (int kind = PACKAGE_DEB; kind <= PACKAGE_RPM; kind++) {
		g_autoptr(GPtrArray) files = package_files(bump->branch, kind, NULL);

		for (guint i = 0; files && i < files->len; i++) {
			const char *path = g_ptr_array_index(files, i);
			GStatBuf status;

			if (strstr(path, version) && !g_stat(path, &status))
				g_hash_table_insert(sizes, plain_name(path, version),
						    GSIZE_TO_POINTER(status.st_size));
		}
	}
	return sizes;
}

gboolean bump_packages_remember(const struct bump *bump, GError **error)
{
	g_autofree char *path = bump_path(bump, "packages-before");
	g_autoptr(GHashTable) sizes = sizes_of(bump, bump->from);
	g_autoptr(GString) text = g_string_new(NULL);
	GHashTableIter iter;
	gpointer name, size;

	if (g_file_test(path, G_FILE_TEST_EXISTS))
		return TRUE;
	g_hash_table_iter_init(&iter, sizes);
	while (g_hash_table_iter_next(&iter, &name, &size))
		g_string_append_printf(text, "%" G_GSIZE_FORMAT " %s\n",
				       GPOINTER_TO_SIZE(size), (char *)name);
	return fs_write(path, text->str, error);
}

static GHashTable *remembered(const struct bump *bump, GError **error)
{
	g_autofree char *path = bump_path(bump, "packages-before");
	g_autofree char *text = fs_read(path, error);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;
	GHashTable *sizes;

	if (!lines)
		return NULL;
	sizes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (char **line = lines; *line; line++) {
		char *name = NULL;
		guint64 size = g_ascii_strtoull(*line, &name, 10);

		if (*name == ' ')
			g_hash_table_insert(sizes, g_strdup(name + 1),
					    GSIZE_TO_POINTER(size));
	}
	return sizes;
}

char *bump_packages_text(const struct bump *bump, GError **error)
{
	g_autoptr(GHashTable) before = remembered(bump, error);
	g_autoptr(GHashTable) after = sizes_of(bump, bump->to);
	g_autoptr(GList) names = g_hash_table_get_keys(after);
	GString *text;

	if (!before)
		return NULL;
	text = g_string_new("Packages, bytes and change:\n");
	names = g_list_sort(names, (GCompareFunc)strcmp);
	for (GList *name = names; name; name = name->next) {
		gsize size = GPOINTER_TO_SIZE(g_hash_table_lookup(after, name->data));
		gpointer old;

		g_string_append_printf(text, "  %12" G_GSIZE_FORMAT " ", size);
		if (g_hash_table_lookup_extended(before, name->data, NULL, &old))
			g_string_append_printf(text, "%+12" G_GSSIZE_FORMAT " ",
					       (gssize)size -
						       (gssize)GPOINTER_TO_SIZE(old));
		else
			g_string_append_printf(text, "%12s ", "new");
		g_string_append_printf(text, "%s\n", (char *)name->data);
	}
	return g_string_free(text, FALSE);
}
