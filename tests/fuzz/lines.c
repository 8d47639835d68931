/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: a line table. A table that is read and printed has the same content, and each
 * line that is found is in it.
 */
#include "cover/lines.h"
#include "fuzz.h"

static void check_codes(const struct line_table *table)
{
	for (guint i = 0; i < table->codes->len; i++) {
		const struct lines_code *code =
			&g_array_index(table->codes, struct lines_code, i);
		const struct lines_code *first;
		guint count;

		CHECK(code->file < table->files->len && code->start < code->end);
		first = lines_find(table, code->file, code->line, &count);
		CHECK(first && first <= code && code < first + count);
		lines_function(table, code->start);
	}
	for (guint i = 0; i < table->functions->len; i++) {
		const struct lines_function *function = table->functions->pdata[i];

		CHECK(function->name && function->file < table->files->len);
	}
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autoptr(GError) error = NULL;
	g_autoptr(LineTable) table = lines_parse("lines", text, &error);
	g_autofree char *once = NULL, *twice = NULL;
	g_autoptr(LineTable) again = NULL;

	if (!table) {
		CHECK(g_str_has_prefix(error->message, "lines:"));
		return 0;
	}
	check_codes(table);
	once = lines_text(table);
	again = lines_parse("lines", once, NULL);
	CHECK(again);
	twice = lines_text(again);
	CHECK(!strcmp(once, twice));
	return 0;
}
