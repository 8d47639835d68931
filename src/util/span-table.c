/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/span-table.h"

void span_table_init(struct span_table *table, gsize room)
{
	*table = (struct span_table){.size = 64};
	while (table->size < room)
		table->size *= 2;
	table->slots = g_new0(struct span_slot, table->size);
}

void span_table_clear(struct span_table *table)
{
	g_clear_pointer(&table->slots, g_free);
}

void span_table_grow(struct span_table *table)
{
	g_autofree struct span_slot *old = table->slots;
	gsize size = table->size;

	table->size *= 2;
	table->slots = g_new0(struct span_slot, table->size);
	for (gsize i = 0; i < size; i++) {
		const struct span span = {old[i].data, old[i].len};

		if (old[i].data)
			*span_table_find(table, span, old[i].hash) = old[i];
	}
}
