/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: a file with conflict markers, a NUL byte, and its resolution. A recorded
 * resolution without markers is replayed unchanged.
 */
#include "fuzz.h"
#include "port/rerere.h"

static GBytes *text_bytes(const guint8 *from, const guint8 *to)
{
	return g_bytes_new(from, to - from);
}

static void check_blocks(const guint8 *from, const guint8 *to)
{
	g_autoptr(GBytes) marked = text_bytes(from, to);
	g_autoptr(GArray) blocks = resolve_blocks(marked);
	g_autoptr(GBytes) theirs = resolve_theirs(marked);
	gint64 end = 0;

	for (guint i = 0; i < blocks->len; i++) {
		const struct resolve_block *block =
			&g_array_index(blocks, struct resolve_block, i);

		CHECK(block->first >= end && block->n >= 2 && block->theirs_n >= 0);
		end = block->first + block->n;
	}
	CHECK(g_bytes_get_size(theirs) <= g_bytes_get_size(marked));
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	const guint8 *nul = size ? memchr(data, 0, size) : NULL;
	g_autoptr(GBytes) marked = NULL, resolved = NULL, recalled = NULL, other = NULL;

	if (!nul)
		return 0;
	check_blocks(data, nul);
	g_setenv("KFERRY_CACHE", fuzz_dir(), TRUE);
	marked = text_bytes(data, nul);
	resolved = text_bytes(nul + 1, data + size);
	CHECK(!rerere_recall(marked));
	rerere_remember(marked, resolved);
	recalled = rerere_recall(marked);
	if (!recalled)
		return 0;
	CHECK(rerere_marker(marked, NULL) > 0);
	if (!rerere_marker(resolved, NULL))
		CHECK(g_bytes_equal(recalled, resolved));
	resolve_forget(marked);
	CHECK(!rerere_recall(marked));
	return 0;
}
