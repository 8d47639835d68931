#include "triage-print.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "lockdep.h"

/* ---- text -------------------------------------------------------------- */

static const char *role(const struct report *report)
{
	if (report->notice)
		return " (notice)";
	return report->cause ? "" : " (consequence)";
}

/* How many notices there are of each title: they tend to come again and again. */
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

/* JSON is UTF-8; names of files and lines of logs may be anything. */
static json_t *string_json(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);

	return json_string(valid);
}

static void explain_json(json_t *object, const struct report *report)
{
	struct lockdep *lockdep = lockdep_parse(report);

	if (report->frame)
		json_object_set_new(object, "frame", string_json(report->frame));
	if (report->source)
		json_object_set_new(object, "source", json_string(report->source));
	if (report->corrupted_reason)
		json_object_set_new(object, "reason",
				    json_string(report->corrupted_reason));
	if (lockdep)
		json_object_set_new(object, "lockdep", lockdep_json(lockdep));
	lockdep_free(lockdep);
}

static json_t *report_json(const struct report *report, const char *text,
			   const struct triage_style *style)
{
	json_t *object =
		json_pack("{s:s, s:s, s:b, s:b, s:I, s:I, s:b, s:s}", "title",
			  report->title, "type", report->type, "corrupted",
			  report->corrupted, "suppressed", report->suppressed, "start",
			  (json_int_t)report->start, "end", (json_int_t)report->end,
			  "cause", report->cause, "signature", report->signature);

	if (style->explain)
		explain_json(object, report);
	if (style->symbolizer) {
		g_autofree char *lines = symbolized(text, report, style->symbolizer);

		json_object_set_new(object, "report", string_json(lines));
	}
	return object;
}

/* One at a time, so that many reports take no memory of JSON's. */
static void print_list(const char *key, const char *text, GPtrArray *reports,
		       gboolean notices, const struct triage_style *style)
{
	const char *separator = "";

	printf("\"%s\":[", key);
	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = g_ptr_array_index(reports, i);
		g_autofree char *dump = NULL;
		json_t *object;

		if (report->notice != notices)
			continue;
		object = report_json(report, text, style);
		fputs(separator, stdout);
		dump = json_dumps(object, JSON_COMPACT);
		fputs(dump, stdout);
		json_decref(object);
		separator = ",";
	}
	putchar(']');
}

void triage_print_json(const char *log, const char *text, GPtrArray *reports,
		       const struct triage_style *style)
{
	json_t *name = string_json(log);

	fputs("{\"log\":", stdout);
	json_dumpf(name, stdout, JSON_COMPACT | JSON_ENCODE_ANY);
	putchar(',');
	print_list("reports", text, reports, FALSE, style);
	putchar(',');
	print_list("notices", text, reports, TRUE, style);
	puts("}");
	json_decref(name);
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
