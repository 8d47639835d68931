/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: a base, a NUL byte, and a delta for it; also read as base 85 lines and as a
 * zlib stream. The result has the declared size.
 */
#include "fuzz.h"
#include "patch/git-binary.h"

static void check_lines(const guint8 *data, gsize size)
{
	const char *at = (const char *)data, *end = at + size;
	g_autoptr(GByteArray) out = g_byte_array_new();
	g_autoptr(GBytes) inflated = NULL;

	while (at < end) {
		const char *newline = memchr(at, '\n', end - at) ?: end;
		guint before = out->len;

		if (git_binary_decode_line(at, newline - at, out))
			CHECK(out->len > before && out->len <= before + 52);
		at = newline + 1;
	}
	inflated = git_binary_inflate(out, size, NULL);
	CHECK(!inflated || g_bytes_get_size(inflated) == size);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	const guint8 *nul = size ? memchr(data, 0, size) : NULL;
	g_autoptr(GBytes) base = NULL, delta = NULL, result = NULL;
	g_autoptr(GError) error = NULL;

	check_lines(data, size);
	if (!nul)
		return 0;
	base = g_bytes_new_static(data, nul - data);
	delta = g_bytes_new_static(nul + 1, data + size - nul - 1);
	result = git_binary_delta(base, delta, &error);
	CHECK(result || error);
	/* a copy of 7 bytes yields at most 16 MiB of the base */
	CHECK(!result || g_bytes_get_size(result) <= GITBIN_SIZE_MAX);
	return 0;
}
