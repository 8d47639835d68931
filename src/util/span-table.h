/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A set of spans, such as the lines or names of a text, which keeps only where they are.
 * Each has a number: 0 for the first that was added, and one more for each further span
 * that differs from all before it.
 */
#pragma once

#include "util/span.h"

/* A known span. */
struct span_slot {
	const char *data; /* NULL: a free slot */
	guint32 len, hash, number;
};

struct span_table {
	struct span_slot *slots;
	gsize size;    /* a power of two */
	guint32 count; /* number of different spans */
};

/* Prepares an empty table with room for about @room spans. Free with
 * span_table_clear(). */
void span_table_init(struct span_table *table, gsize room);
void span_table_clear(struct span_table *table);

/* Doubles the size of @table. */
void span_table_grow(struct span_table *table);

/* Returns the slot of @span, or a free one. */
static inline struct span_slot *span_table_find(const struct span_table *table,
						struct span span, guint32 hash)
{
	gsize at = hash & (table->size - 1);
	struct span_slot *slot;

	for (;; at = (at + 1) & (table->size - 1)) {
		slot = &table->slots[at];
		if (!slot->data || (slot->hash == hash && slot->len == span.len &&
				    !memcmp(slot->data, span.data, span.len)))
			return slot;
	}
}

static inline gboolean span_table_has(const struct span_table *table, struct span span)
{
	return span_table_find(table, span, span_hash(span))->data != NULL;
}

/* Returns the number of @span, whose text is borrowed; new spans get a new number. */
static inline guint32 span_table_add(struct span_table *table, struct span span)
{
	guint32 hash = span_hash(span);
	struct span_slot *slot = span_table_find(table, span, hash);

	if (slot->data)
		return slot->number;
	if (table->count >= table->size / 4 * 3) {
		span_table_grow(table);
		slot = span_table_find(table, span, hash);
	}
	*slot = (struct span_slot){span.data, span.len, hash, table->count};
	return table->count++;
}
