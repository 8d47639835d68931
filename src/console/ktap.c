/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/ktap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console/console.h"

static void result_free(gpointer data)
{
	struct ktap_result *result = data;

	g_free(result->name);
	g_free(result->comment);
	g_free(result);
}

static void module_free(gpointer data)
{
	struct ktap_module *module = data;

	g_free(module->name);
	g_free(module->failure);
	g_hash_table_unref(module->details);
	g_free(module);
}

/* Adds "key=value key=value" to @table; values contain no blanks. */
static void read_pairs(const char *text, GHashTable *table)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);

	for (char **word = words; *word; word++) {
		char *equals = strchr(*word, '=');

		if (equals)
			g_hash_table_replace(table, g_strndup(*word, equals - *word),
					     g_strdup(equals + 1));
	}
}

static GHashTable *new_table(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

static void take(char **field, GHashTable *pairs, const char *key)
{
	g_free(*field);
	*field = g_strdup(g_hash_table_lookup(pairs, key));
}

static int number(GHashTable *pairs, const char *key)
{
	const char *value = g_hash_table_lookup(pairs, key);

	return value && g_ascii_isdigit(*value) ? atoi(value) : -1;
}

static void read_begin(struct ktap_log *log, const char *text)
{
	g_autoptr(GHashTable) pairs = new_table();

	read_pairs(text, pairs);
	take(&log->begin_nonce, pairs, "nonce");
	take(&log->release, pairs, "release");
	take(&log->build_id, pairs, "build-id");
}

static void read_before(struct ktap_log *log, const char *text)
{
	g_hash_table_remove_all(log->before);
	read_pairs(text, log->before);
}

static void read_after(struct ktap_log *log, const char *text)
{
	g_hash_table_remove_all(log->after);
	read_pairs(text, log->after);
}

static void read_end(struct ktap_log *log, const char *text)
{
	g_autoptr(GHashTable) pairs = new_table();

	read_pairs(text, pairs);
	take(&log->end_nonce, pairs, "nonce");
	take(&log->status, pairs, "status");
	log->tests = number(pairs, "tests");
	log->lines = number(pairs, "lines");
}

/* Parses "NAME ADDRESS KEY=VALUE ..." or "NAME failed: WHY". */
static void read_module(struct ktap_log *log, const char *text)
{
	struct ktap_module *module;
	const char *rest = text + strcspn(text, " ");

	if (log->modules->len == KTAP_MAX_MODULES) {
		log->excess = TRUE;
		return;
	}
	module = g_new0(struct ktap_module, 1);
	module->name = g_strndup(text, rest - text);
	module->details = new_table();
	if (g_str_has_prefix(rest, " failed: "))
		module->failure = g_strdup(rest + strlen(" failed: "));
	else
		read_pairs(rest, module->details);
	module->phase = number(module->details, "phase");
	g_ptr_array_add(log->modules, module);
}

static void read_marks(struct ktap_log *log, const char *text)
{
	log->marks = CLAMP(atoi(text), 0, G_MAXINT16);
}

static const struct {
	const char *start;
	void (*read)(struct ktap_log *log, const char *text);
} own_lines[] = {
	{"# kferry: begin ", read_begin},
	{"# kferry: module ", read_module},
	{"# kferry: marks ", read_marks},
	{"# kferry: state before ", read_before},
	{"# kferry: state after ", read_after},
	{"# kferry: end ", read_end},
};

/* Parses "ok N [- ]NAME [# [SKIP ]COMMENT]" and adds it to @to. */
static void read_result(struct ktap_log *log, GPtrArray *to, const char *text,
			enum ktap_status status)
{
	struct ktap_result *result;
	const char *comment = strchr(text, '#');
	char *rest;

	if (to->len == KTAP_MAX_RESULTS) {
		log->excess = TRUE;
		return;
	}
	result = g_new0(struct ktap_result, 1);
	result->number = strtoul(text, &rest, 10);
	rest += strspn(rest, " -");
	result->name =
		g_strchomp(comment && comment >= rest ? g_strndup(rest, comment - rest)
						      : g_strdup(rest));
	if (comment)
		comment += 1 + strspn(comment + 1, " ");
	else
		comment = "";
	if (status == KTAP_OK && g_str_has_prefix(comment, "SKIP")) {
		status = KTAP_SKIP;
		comment += 4 + strspn(comment + 4, " ");
	}
	result->status = status;
	result->comment = g_strdup(comment);
	g_ptr_array_add(to, result);
}

/* The subtests since the last test's result belong to the test @name. */
static void claim_subtests(struct ktap_log *log, const char *name)
{
	for (; log->claimed < log->subtests->len; log->claimed++) {
		struct ktap_result *subtest = log->subtests->pdata[log->claimed];
		char *full = g_strconcat(name, "/", subtest->name, NULL);

		g_free(subtest->name);
		subtest->name = full;
	}
}

/* Parses a result of a test or, after two blanks, of a subtest. */
static gboolean read_any_result(struct ktap_log *log, const char *line)
{
	gboolean nested = g_str_has_prefix(line, "  ");
	GPtrArray *to = nested ? log->subtests : log->results;
	guint before = to->len;

	line += nested ? 2 : 0;
	if (g_str_has_prefix(line, "ok "))
		read_result(log, to, line + 3, KTAP_OK);
	else if (g_str_has_prefix(line, "not ok "))
		read_result(log, to, line + 7, KTAP_NOT_OK);
	else
		return FALSE;
	if (!nested && to->len > before) {
		const struct ktap_result *result = to->pdata[before];

		claim_subtests(log, result->name);
	}
	return TRUE;
}

static void read_own(struct ktap_log *log, const char *line)
{
	for (gsize i = 0; i < G_N_ELEMENTS(own_lines); i++)
		if (g_str_has_prefix(line, own_lines[i].start))
			own_lines[i].read(log, line + strlen(own_lines[i].start));
}

/* Whether @line is from init; the end line has the number of these. */
static gboolean read_line(struct ktap_log *log, const char *line)
{
	int plan, length = 0;

	if (g_str_has_prefix(line, "# "))
		read_own(log, line);
	else if (read_any_result(log, line))
		return TRUE;
	else if (sscanf(line, "1..%d%n", &plan, &length) == 1 && !line[length])
		log->plan = plan;
	else
		return g_str_has_prefix(line, "KTAP version ");
	return TRUE;
}

static gboolean may_be_inits(struct span text)
{
	static const char *const begins[] = {
		"# ", "ok ", "not ok ", "  ok ", "  not ok ", "1..", "KTAP version "};

	for (gsize i = 0; i < G_N_ELEMENTS(begins); i++)
		if (span_begins(text, begins[i]))
			return TRUE;
	return FALSE;
}

/* Parses a record that is a separate line. What init prints may look like a prefix, so
 * the whole line is tried before the text after its prefixes. */
static void take_record(struct ktap_log *log, const struct record *record, gboolean cut)
{
	gboolean ended = log->end_nonce != NULL;
	gboolean whole = may_be_inits(record->line);
	struct span text = whole ? record->line : record->text;
	g_autofree char *line = NULL;

	if (!whole && !may_be_inits(text))
		return;
	line = g_strchomp(span_dup(text));
	if (!read_line(log, line))
		return;
	log->excess |= cut;
	if (ended)
		log->after_end++;
	else if (!log->end_nonce)
		log->seen++;
}

struct ktap_log *ktap_parse(const char *text, gsize size)
{
	struct ktap_log *log = g_new0(struct ktap_log, 1);
	const char *end = size ? memrchr(text, '\n', size) : NULL;
	struct console console;
	struct record record;

	log->plan = log->tests = log->lines = -1;
	log->before = new_table();
	log->after = new_table();
	log->modules = g_ptr_array_new_with_free_func(module_free);
	log->results = g_ptr_array_new_with_free_func(result_free);
	log->subtests = g_ptr_array_new_with_free_func(result_free);
	/* an incomplete line is ignored */
	console_init(&console, text, end ? end + 1 - text : 0);
	while (console_next(&console, &record))
		if (!record.start || text[record.start - 1] == '\n')
			take_record(log, &record, text[record.end] != '\n');
	console_clear(&console);
	return log;
}

void ktap_free(struct ktap_log *log)
{
	g_free(log->begin_nonce);
	g_free(log->end_nonce);
	g_free(log->release);
	g_free(log->build_id);
	g_free(log->status);
	g_hash_table_unref(log->before);
	g_hash_table_unref(log->after);
	g_ptr_array_unref(log->modules);
	g_ptr_array_unref(log->results);
	g_ptr_array_unref(log->subtests);
	g_free(log);
}

const struct ktap_module *ktap_find_module(const struct ktap_log *log, const char *name)
{
	for (guint i = 0; i < log->modules->len; i++) {
		const struct ktap_module *module = log->modules->pdata[i];

		if (!strcmp(module->name, name))
			return module;
	}
	return NULL;
}

const struct ktap_result *ktap_find(const struct ktap_log *log, const char *name)
{
	for (guint i = 0; i < log->results->len; i++) {
		const struct ktap_result *result = log->results->pdata[i];

		if (!strcmp(result->name, name))
			return result;
	}
	return NULL;
}
