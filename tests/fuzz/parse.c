/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: a patch, or a series. What is parsed prints as it was read, the numbers of a
 * hunk agree with its lines, and no header makes the parser crash.
 */
#include <stdlib.h>
#include <string.h>

#include "patch/header.h"
#include "patch/patch.h"
#include "patch/series.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static void check_hunk(const struct hunk *hunk)
{
	guint64 old = 0, new = 0;

	for (gsize i = 0; i < hunk->n_lines; i++) {
		old += hunk->lines[i].kind != '+';
		new += hunk->lines[i].kind != '-';
	}
	if (old != hunk->old_lines || new != hunk->new_lines)
		abort();
}

static void check_patch(const struct patch *patch, const guint8 *data, size_t size)
{
	g_autoptr(GString) out = g_string_new(NULL);

	header_free(header_parse(patch));
	patch_print(patch, out);
	if (out->len != size || (size && memcmp(out->str, data, size)))
		abort();
	for (guint i = 0; i < patch->files->len; i++) {
		const struct patch_file *file = g_ptr_array_index(patch->files, i);

		for (int strip = 0; strip < 3; strip++) {
			g_free(patch_file_name(file, PATCH_OLD, strip));
			g_free(patch_file_name(file, PATCH_NEW, strip));
		}
		for (guint j = 0; j < file->hunks->len; j++)
			check_hunk(g_ptr_array_index(file->hunks, j));
	}
}

static void check_series(const guint8 *data, size_t size)
{
	g_autoptr(Series) series =
		series_parse("series", (const char *)data, size, NULL);
	g_autoptr(GString) out = g_string_new(NULL);

	if (!series)
		return;
	series_print(series, out);
	if (out->len != size || (size && memcmp(out->str, data, size)))
		abort();
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(data, size);
	g_autoptr(Patch) patch = patch_parse("fuzz", bytes, NULL);

	if (patch)
		check_patch(patch, data, size);
	check_series(data, size);
	return 0;
}
