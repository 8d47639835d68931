/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints patches as files, compressed if their names say so. */
#include "patch/patch.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "util/error.h"

static const struct {
	const char *suffix;
	int (*add)(struct archive *archive);
} filters[] = {
	{".gz", archive_write_add_filter_gzip},
	{".bz2", archive_write_add_filter_bzip2},
	{".xz", archive_write_add_filter_xz},
	{".lzma", archive_write_add_filter_lzma},
	{".lz", archive_write_add_filter_lzip},
	{".zst", archive_write_add_filter_zstd},
};

static int add_filter(struct archive *archive, const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(filters); i++)
		if (g_str_has_suffix(name, filters[i].suffix))
			return filters[i].add(archive);
	return ARCHIVE_FATAL;
}

static la_ssize_t append(struct archive *archive, void *out, const void *data, size_t n)
{
	g_byte_array_append(out, data, n);
	return n;
}

/* Reproducible: no time in gzip's header, no padding. */
static gboolean prepare(struct archive *archive, const char *name, GByteArray *out)
{
	return add_filter(archive, name) >= ARCHIVE_WARN &&
	       archive_write_set_format_raw(archive) == ARCHIVE_OK &&
	       (!g_str_has_suffix(name, ".gz") ||
		archive_write_set_filter_option(archive, "gzip", "timestamp", NULL) ==
			ARCHIVE_OK) &&
	       archive_write_set_bytes_in_last_block(archive, 1) == ARCHIVE_OK &&
	       archive_write_open(archive, out, NULL, append, NULL) == ARCHIVE_OK;
}

static gboolean write_all(struct archive *archive, GBytes *plain)
{
	struct archive_entry *entry = archive_entry_new();
	gsize size;
	const void *data = g_bytes_get_data(plain, &size);
	gboolean ok;

	archive_entry_set_filetype(entry, AE_IFREG);
	ok = archive_write_header(archive, entry) == ARCHIVE_OK &&
	     archive_write_data(archive, data, size) == (la_ssize_t)size &&
	     archive_write_close(archive) == ARCHIVE_OK;
	archive_entry_free(entry);
	return ok;
}

GBytes *patch_compress(const char *name, GBytes *plain, GError **error)
{
	g_autoptr(GByteArray) out = NULL;
	struct archive *archive;
	gboolean ok;

	if (!patch_is_compressed(name))
		return g_bytes_ref(plain);
	out = g_byte_array_new();
	archive = archive_write_new();
	ok = prepare(archive, name, out) && write_all(archive, plain);
	if (!ok)
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
			    "%s: cannot be compressed: %s", name,
			    archive_error_string(archive) ?: "unknown error");
	archive_write_free(archive);
	return ok ? g_byte_array_free_to_bytes(g_steal_pointer(&out)) : NULL;
}
