/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/line-numbers.h"

#include "util/span-table.h"

void line_numbers_init(struct line_numbers *numbers, const struct text *a, gint64 a_end,
		       const struct text *b, gint64 b_end, gint64 from)
{
	struct span_table table;

	numbers->a_n = a_end - from;
	numbers->b_n = b_end - from;
	numbers->a = g_new(guint32, numbers->a_n + 1);
	numbers->b = g_new(guint32, numbers->b_n + 1);
	numbers->uses = g_new0(struct number_use, numbers->a_n + numbers->b_n + 1);
	span_table_init(&table, numbers->a_n);
	for (guint32 i = 0; i < numbers->a_n; i++) {
		numbers->a[i] = span_table_add(&table, text_lines(a, from + i, 1));
		numbers->uses[numbers->a[i]].in_a++;
	}
	for (guint32 i = 0; i < numbers->b_n; i++) {
		numbers->b[i] = span_table_add(&table, text_lines(b, from + i, 1));
		numbers->uses[numbers->b[i]].in_b++;
		numbers->uses[numbers->b[i]].at_b = i;
	}
	numbers->count = table.count;
	span_table_clear(&table);
}

void line_numbers_clear(struct line_numbers *numbers)
{
	g_free(numbers->a);
	g_free(numbers->b);
	g_free(numbers->uses);
}
