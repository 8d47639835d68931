/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/line-numbers.h"

#include <string.h>

/* A known line in the hash table. */
struct slot {
	const char *data; /* NULL: a free slot */
	guint32 len, hash, number;
};

struct line_table {
	struct slot *slots;
	gsize size; /* a power of two */
};

/* Returns the slot of @line, or a free one. */
static struct slot *find_slot(const struct line_table *table, struct span line,
			      guint32 hash)
{
	gsize at = hash & (table->size - 1);
	struct slot *slot;

	for (;; at = (at + 1) & (table->size - 1)) {
		slot = &table->slots[at];
		if (!slot->data || (slot->hash == hash && slot->len == line.len &&
				    !memcmp(slot->data, line.data, line.len)))
			return slot;
	}
}

static void grow(struct line_table *table)
{
	g_autofree struct slot *old = table->slots;
	gsize size = table->size;

	table->size *= 2;
	table->slots = g_new0(struct slot, table->size);
	for (gsize i = 0; i < size; i++) {
		const struct span line = {old[i].data, old[i].len};

		if (old[i].data)
			*find_slot(table, line, old[i].hash) = old[i];
	}
}

/* Returns the number of @line; new lines get a new number. */
static guint32 take_number(struct line_numbers *numbers, struct line_table *table,
			   struct span line)
{
	guint32 hash = span_hash(line);
	struct slot *slot = find_slot(table, line, hash);

	if (slot->data)
		return slot->number;
	if (numbers->count >= table->size / 4 * 3) {
		grow(table);
		slot = find_slot(table, line, hash);
	}
	*slot = (struct slot){line.data, line.len, hash, numbers->count};
	return numbers->count++;
}

void line_numbers_init(struct line_numbers *numbers, const struct text *a, gint64 a_end,
		       const struct text *b, gint64 b_end, gint64 from)
{
	struct line_table table = {.size = 64};

	numbers->a_n = a_end - from;
	numbers->b_n = b_end - from;
	numbers->a = g_new(guint32, numbers->a_n + 1);
	numbers->b = g_new(guint32, numbers->b_n + 1);
	numbers->uses = g_new0(struct number_use, numbers->a_n + numbers->b_n + 1);
	numbers->count = 0;
	while (table.size < numbers->a_n)
		table.size *= 2;
	table.slots = g_new0(struct slot, table.size);
	for (guint32 i = 0; i < numbers->a_n; i++) {
		numbers->a[i] =
			take_number(numbers, &table, text_lines(a, from + i, 1));
		numbers->uses[numbers->a[i]].in_a++;
	}
	for (guint32 i = 0; i < numbers->b_n; i++) {
		numbers->b[i] =
			take_number(numbers, &table, text_lines(b, from + i, 1));
		numbers->uses[numbers->b[i]].in_b++;
		numbers->uses[numbers->b[i]].at_b = i;
	}
	g_free(table.slots);
}

void line_numbers_clear(struct line_numbers *numbers)
{
	g_free(numbers->a);
	g_free(numbers->b);
	g_free(numbers->uses);
}
