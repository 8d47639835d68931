/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/conflict-sides.h"

#include "port/rerere.h"

/* Returns the part of a block that begins after @line; -1: it is not a marker in a
 * block. */
static int part_after(struct span line)
{
	if (span_begins(line, "||||||| "))
		return SIDE_OLD;
	if (span_is(line, "=======\n"))
		return SIDE_PATCH;
	return -1;
}

static void append_side(GString *out, const struct text *text,
			const struct resolve_block *block, enum conflict_side side)
{
	int part = SIDE_NEW;

	for (gint64 i = block->first + 1; i < block->first + block->n - 1; i++) {
		struct span line = text_lines(text, i, 1);
		int next = part_after(line);

		/* Only the first marker of each kind is kferry's; a file may contain
		 * such lines. */
		if (next == part + 1)
			part = next;
		else if (part == (int)side)
			span_append(out, line);
	}
}

GBytes *conflict_side(GBytes *marked, enum conflict_side side)
{
	GString *out = g_string_new(NULL);
	g_autoptr(GArray) blocks = resolve_blocks(marked);
	struct text text;
	gint64 at = 0;

	text_init_bytes(&text, marked);
	for (guint i = 0; i <= blocks->len; i++) {
		const struct resolve_block *block =
			i < blocks->len
				? &g_array_index(blocks, struct resolve_block, i)
				: NULL;
		gint64 end = block ? block->first : (gint64)text.count;
		struct span clean = text_lines(&text, at, end - at);

		span_append(out, clean);
		if (!block)
			break;
		append_side(out, &text, block, side);
		at = block->first + block->n;
	}
	text_clear(&text);
	return g_string_free_to_bytes(out);
}
