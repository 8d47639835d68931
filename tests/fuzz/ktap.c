/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: a console. There are no more results than lines, an incomplete line does not
 * count, and a printk prefix before each line changes nothing.
 */
#include "console/ktap.h"
#include "fuzz.h"

static guint count_lines(const char *text, gsize size)
{
	guint lines = 0;

	for (gsize i = 0; i < size; i++)
		lines += text[i] == '\n';
	return lines;
}

static void check_bounds(const struct ktap_log *log, guint lines)
{
	CHECK(log->results->len <= lines && log->results->len <= KTAP_MAX_RESULTS);
	CHECK(log->modules->len <= lines && log->modules->len <= KTAP_MAX_MODULES);
	CHECK(log->seen >= 0 && log->after_end >= 0);
	CHECK((guint)log->seen + (guint)log->after_end <= lines);
	CHECK(log->marks >= 0);
	CHECK(!log->end_nonce || lines);
	for (guint i = 0; i < log->results->len; i++) {
		const struct ktap_result *result = log->results->pdata[i];

		CHECK(result->name && result->comment);
		CHECK(ktap_find(log, result->name));
	}
	for (guint i = 0; i < log->modules->len; i++) {
		const struct ktap_module *module = log->modules->pdata[i];

		CHECK(module->name && module->details);
		CHECK(ktap_find_module(log, module->name));
	}
}

static void check_same(const struct ktap_log *a, const struct ktap_log *b)
{
	CHECK(!g_strcmp0(a->begin_nonce, b->begin_nonce));
	CHECK(!g_strcmp0(a->end_nonce, b->end_nonce));
	CHECK(!g_strcmp0(a->status, b->status));
	CHECK(a->plan == b->plan && a->tests == b->tests && a->lines == b->lines);
	CHECK(a->seen == b->seen && a->after_end == b->after_end);
	CHECK(a->results->len == b->results->len);
	CHECK(a->modules->len == b->modules->len);
}

/* The complete lines of the log. */
static GString *copy_lines(const char *text, gsize size)
{
	const char *end = size ? memrchr(text, '\n', size) : NULL;

	return g_string_new_len(text, end ? end + 1 - text : 0);
}

static gboolean has_control(const char *line)
{
	for (; *line; line++)
		if ((guchar)*line < 0x20 && *line != '\t')
			return TRUE;
	return FALSE;
}

/*
 * The lines that look like init's, after @prefix. "HOST kernel: " may follow the
 * kernel's time, so a line that begins with that is left out; so is one with control
 * characters, which are kept in a line of init's but removed after a prefix.
 */
static GString *copy_inits(const GString *whole, const char *prefix)
{
	static const char *const begins[] = {"# ", "ok ", "not ok ", "1..", "KTAP "};
	g_auto(GStrv) lines = g_strsplit(whole->str, "\n", -1);
	GString *copy = g_string_new(NULL);

	for (char **line = lines; *line; line++)
		for (gsize i = 0; i < G_N_ELEMENTS(begins); i++)
			if (g_str_has_prefix(*line, begins[i]) &&
			    !strstr(*line, " kernel: ") && !has_control(*line))
				g_string_append_printf(copy, "%s%s\n", prefix, *line);
	return copy;
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	const char *text = (const char *)data;
	g_autoptr(KtapLog) log = ktap_parse(text, size);
	g_autoptr(GString) whole = copy_lines(text, size);
	g_autoptr(GString) inits = copy_inits(whole, "");
	g_autoptr(GString) prefixed = copy_inits(whole, "[    1.234567][  T12] ");
	g_autoptr(KtapLog) of_whole = ktap_parse(whole->str, whole->len);
	g_autoptr(KtapLog) of_inits = ktap_parse(inits->str, inits->len);
	g_autoptr(KtapLog) of_prefixed = ktap_parse(prefixed->str, prefixed->len);

	check_bounds(log, count_lines(text, size));
	check_same(log, of_whole);
	check_same(of_inits, of_prefixed);
	return 0;
}
