/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads patch files, including compressed ones. */
#include "patch/patch.h"

#include <archive.h>
#include <archive_entry.h>
#include <gio/gio.h>

#include "util/error.h"

gboolean patch_is_compressed(const char *path)
{
	static const char *const suffixes[] = {".gz",	".bz2", ".xz",
					       ".lzma", ".lz",	".zst"};

	for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++)
		if (g_str_has_suffix(path, suffixes[i]))
			return TRUE;
	return FALSE;
}

static gboolean read_all(struct archive *archive, GByteArray *out)
{
	char buffer[65536];
	la_ssize_t n;

	while ((n = archive_read_data(archive, buffer, sizeof(buffer))) > 0) {
		if (out->len + (gsize)n > PATCH_SIZE_MAX)
			return FALSE;
		g_byte_array_append(out, (guint8 *)buffer, n);
	}
	return n == 0;
}

static GBytes *decompress(const char *path, GBytes *stored, GError **error)
{
	g_autoptr(GByteArray) out = g_byte_array_new();
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	gboolean ok;

	archive_read_support_filter_all(archive);
	archive_read_support_format_raw(archive);
	ok = archive_read_open_memory(archive, g_bytes_get_data(stored, NULL),
				      g_bytes_get_size(stored)) == ARCHIVE_OK &&
	     archive_read_next_header(archive, &entry) == ARCHIVE_OK &&
	     read_all(archive, out);
	if (!ok)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: cannot be decompressed: %s", path,
			    archive_error_string(archive) ?: "too big for a patch");
	archive_read_free(archive);
	return ok ? g_byte_array_free_to_bytes(g_steal_pointer(&out)) : NULL;
}

static GBytes *read_plain(const char *path, GError **error)
{
	g_autoptr(GError) why = NULL;
	char *data;
	gsize size;

	if (g_file_get_contents(path, &data, &size, &why))
		return g_bytes_new_take(data, size);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", path,
		    g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT)
			    ? "no such patch"
			    : why->message);
	return NULL;
}

GBytes *patch_decompress(const char *name, GBytes *stored, GError **error)
{
	return patch_is_compressed(name) ? decompress(name, stored, error)
					 : g_bytes_ref(stored);
}

struct patch *patch_load(const char *path, GError **error)
{
	g_autoptr(GBytes) stored = read_plain(path, error);
	g_autoptr(GBytes) bytes = stored ? patch_decompress(path, stored, error) : NULL;

	return bytes ? patch_parse(path, bytes, error) : NULL;
}
