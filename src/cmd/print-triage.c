/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/print-triage.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "console/lockdep.h"
#include "util/json-text.h"

/* ---- text -------------------------------------------------------------- */

static const char *role(const struct report *report)
{
	if (report->notice)
		return " (notice)";
	return report->cause ? "" : " (consequence)";
}

/* Counts the notices with each title, which are often repeated. */
static GHashTable *count_notices(GPtrArray *reports)
{
	GHashTable *counts = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = g_ptr_array_index(reports, i);
		guint count =
			GPOINTER_TO_UINT(g_hash_table_lookup(counts, report->title));

		if (report->notice)
			g_hash_table_replace(counts, report->title,
					     GUINT_TO_POINTER(count + 1));
	}
	return counts;
}

static void print_name(const char *log, const struct report *report, guint count)
{
	printf("%s:%zu: %s [%s]%s%s%s", log, report->start, report->title, report->type,
	       report->corrupted ? " (corrupted)" : "",
	       report->suppressed ? " (suppressed)" : "", role(report));
	if (count > 1)
		printf(" (%u times)", count);
	putchar('\n');
}

static void print_explanation(const struct report *report)
{
	struct lockdep *lockdep = lockdep_parse(report);

	printf("  signature: %s\n", report->signature);
	if (report->source)
		printf("  printed by: %s\n", report->source);
	if (report->corrupted_reason)
		printf("  corrupted: %s\n", report->corrupted_reason);
	if (lockdep) {
		g_autofree char *text = lockdep_explain(lockdep);

		printf("\n%s", text);
	}
	putchar('\n');
	lockdep_free(lockdep);
}

static char *symbolized(const char *text, const struct report *report,
			struct symbolizer *symbolizer)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; report->lines && i < report->lines->len; i++) {
		const struct report_line *line =
			&g_array_index(report->lines, struct report_line, i);
		struct span raw = {text + line->start, line->end - line->start};
		g_autofree char *decoded = symbolizer_line(symbolizer, raw);

		g_string_append_printf(out, "%s\n", decoded);
	}
	return g_string_free(out, FALSE);
}

void triage_print_text(const char *log, const char *text, GPtrArray *reports,
		       const struct triage_style *style)
{
	g_autoptr(GHashTable) notices = count_notices(reports);

	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = g_ptr_array_index(reports, i);
		gpointer count = g_hash_table_lookup(notices, report->title);

		if (report->notice && !count)
			continue;
		print_name(log, report, report->notice ? GPOINTER_TO_UINT(count) : 1);
		if (report->notice)
			g_hash_table_remove(notices, report->title);
		else if (style->explain)
			print_explanation(report);
		if (style->symbolizer) {
			g_autofree char *lines =
				symbolized(text, report, style->symbolizer);

			fputs(lines, stdout);
		}
	}
}

/* ---- JSON -------------------------------------------------------------- */

/*
 * A log of a gigabyte may have a quarter of a million reports. Creating an object for
 * each took a quarter of the total time. Therefore members are printed one by one, and
 * jansson is only used for text that needs escaping.
 */

static void print_json(json_t *value)
{
	json_dumpf(value, stdout, JSON_COMPACT | JSON_ENCODE_ANY);
	json_decref(value);
}

static gboolean is_plain(const char *text)
{
	while (*text >= ' ' && *text <= '~' && *text != '"' && *text != '\\')
		text++;
	return !*text;
}

/* JSON is UTF-8, but file names and lines of logs may be anything. */
static void print_string(const char *text)
{
	if (is_plain(text)) {
		printf("\"%s\"", text);
		return;
	}
	print_json(json_text(text));
}

static void print_member(const char *key, const char *text)
{
	printf(",\"%s\":", key);
	print_string(text);
}

static void print_explained(const struct report *report)
{
	struct lockdep *lockdep = lockdep_parse(report);

	if (report->frame)
		print_member("frame", report->frame);
	if (report->source)
		print_member("source", report->source);
	if (report->corrupted_reason)
		print_member("reason", report->corrupted_reason);
	if (lockdep) {
		fputs(",\"lockdep\":", stdout);
		print_json(lockdep_json(lockdep));
	}
	lockdep_free(lockdep);
}

static const char *truth(gboolean value)
{
	return value ? "true" : "false";
}

static void print_report(const struct report *report, const char *text,
			 const struct triage_style *style)
{
	fputs("{\"title\":", stdout);
	print_string(report->title);
	printf(",\"type\":\"%s\",\"corrupted\":%s,\"suppressed\":%s,\"start\":%zu,"
	       "\"end\":%zu,\"cause\":%s",
	       report->type, truth(report->corrupted), truth(report->suppressed),
	       report->start, report->end, truth(report->cause));
	print_member("signature", report->signature);
	if (style->explain)
		print_explained(report);
	if (style->symbolizer) {
		g_autofree char *lines = symbolized(text, report, style->symbolizer);

		print_member("report", lines);
	}
	putchar('}');
}

static void print_list(const char *key, const char *text, GPtrArray *reports,
		       gboolean notices, const struct triage_style *style)
{
	const char *separator = "";

	printf("\"%s\":[", key);
	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = g_ptr_array_index(reports, i);

		if (report->notice != notices)
			continue;
		fputs(separator, stdout);
		print_report(report, text, style);
		separator = ",";
	}
	putchar(']');
}

void triage_print_json(const char *log, const char *text, GPtrArray *reports,
		       const struct triage_style *style)
{
	fputs("{\"log\":", stdout);
	print_string(log);
	putchar(',');
	print_list("reports", text, reports, FALSE, style);
	putchar(',');
	print_list("notices", text, reports, TRUE, style);
	puts("}");
}

/* ---- DOT --------------------------------------------------------------- */

void triage_print_dot(GPtrArray *reports)
{
	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = g_ptr_array_index(reports, i);
		struct lockdep *lockdep = lockdep_parse(report);

		if (lockdep) {
			g_autofree char *graph = lockdep_dot(lockdep, report->title);

			fputs(graph, stdout);
		}
		lockdep_free(lockdep);
	}
}
