/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/likeness.h"

#include <stdlib.h>

void likeness_init(struct likeness *likeness, struct span span)
{
	text_init(&likeness->text, span.data, span.len);
	likeness->hashes = NULL;
}

void likeness_clear(struct likeness *likeness)
{
	text_clear(&likeness->text);
	g_clear_pointer(&likeness->hashes, g_free);
}

static guint32 hash_line(struct span line)
{
	guint32 hash = 2166136261u; /* FNV-1a */

	for (gsize i = 0; i < line.len; i++)
		hash = (hash ^ (guchar)line.data[i]) * 16777619u;
	return hash;
}

static int by_value(const void *a, const void *b)
{
	guint32 x = *(const guint32 *)a, y = *(const guint32 *)b;

	return x < y ? -1 : x > y;
}

static void hash_lines(struct likeness *l)
{
	if (l->hashes)
		return;
	l->hashes = g_new(guint32, l->text.count + 1);
	for (gsize i = 0; i < l->text.count; i++)
		l->hashes[i] = hash_line(text_lines(&l->text, i, 1));
	qsort(l->hashes, l->text.count, sizeof(guint32), by_value);
}

/* Returns the number of lines that both have, in any order: a diff cannot find more. */
static gsize lines_shared(const struct likeness *a, const struct likeness *b)
{
	gsize i = 0, j = 0, shared = 0;

	while (i < a->text.count && j < b->text.count) {
		guint32 x = a->hashes[i], y = b->hashes[j];

		shared += x == y;
		i += x <= y;
		j += y <= x;
	}
	return shared;
}

gboolean likeness_holds(struct likeness *a, struct likeness *b)
{
	gsize half = (MAX(a->text.count, b->text.count) + 1) / 2;

	if (MIN(a->text.count, b->text.count) < half)
		return FALSE;
	hash_lines(a);
	hash_lines(b);
	return lines_shared(a, b) >= half && diff_keeps(&a->text, &b->text, half);
}
