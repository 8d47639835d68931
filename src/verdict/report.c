/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/report.h"

#include <string.h>

#include "util/json-print.h"
#include "util/terminal.h"
#include "util/visible.h"
#include "verdict/detector.h"

GPtrArray *verdict_report_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)verdict_free);
}

static const struct {
	const char *title;
	gsize offset; /* of the char * in struct verdict */
} columns[] = {
	{"BRANCH", G_STRUCT_OFFSET(struct verdict, branch)},
	{"VARIANT", G_STRUCT_OFFSET(struct verdict, variant)},
	{"EXPECTED", G_STRUCT_OFFSET(struct verdict, expected)},
	{"SEEN", G_STRUCT_OFFSET(struct verdict, seen)},
};

/* Longer titles are truncated in the table; verdict.json has them completely. */
#define WIDTH_LIMIT 40

static const char *cell(const struct verdict *row, gsize column)
{
	return *(char **)G_STRUCT_MEMBER_P(row, columns[column].offset);
}

static void measure(GPtrArray *verdicts, int *widths)
{
	for (gsize c = 0; c < G_N_ELEMENTS(columns); c++) {
		widths[c] = strlen(columns[c].title);
		for (guint i = 0; i < verdicts->len; i++)
			widths[c] = MAX(widths[c],
					(int)strlen(cell(verdicts->pdata[i], c)));
		widths[c] = MIN(widths[c], WIDTH_LIMIT);
	}
}

static const char *colour(FILE *out, enum verdict_kind kind)
{
	static const char *const codes[] = {
		[VERDICT_PASS] = "\033[32m",
		[VERDICT_FAIL] = "\033[31m",
		[VERDICT_INVALID] = "\033[33m",
	};

	return terminal_is(out) && !g_getenv("NO_COLOR") ? codes[kind] : "";
}

/* How many of the changed lines ran; an empty series changes none. */
static void print_coverage(FILE *out, const struct verdict_coverage *coverage)
{
	g_autofree char *text =
		coverage->known && coverage->changed
			? g_strdup_printf("%u/%u", coverage->run, coverage->changed)
			: g_strdup("-");

	fprintf(out, "%7s  ", text);
}

static void print_row(FILE *out, const struct verdict *row, const int *widths)
{
	const char *start = colour(out, row->kind);

	for (gsize c = 0; c < G_N_ELEMENTS(columns); c++)
		fprintf(out, "%-*.*s  ", widths[c], widths[c], cell(row, c));
	if (row->wall >= 0)
		fprintf(out, "%6.1f  ", row->wall);
	else
		fprintf(out, "%6s  ", "-");
	print_coverage(out, &row->coverage);
	terminal_control(out, start);
	fputs(verdict_name(row->kind), out);
	terminal_control(out, *start ? "\033[0m" : "");
	fprintf(out, "%s%s\n", verdict_is_excused(row) ? " (quarantined)" : "",
		row->lockdep ? "" : " (no lockdep)");
	if (row->quarantine)
		fprintf(out, "    %s\n", row->quarantine);
	if (row->modules)
		fprintf(out, "    %u modules, %u of them without their hardware\n",
			row->modules, row->absent);
	if (row->source)
		fprintf(out, "    source: %s\n", row->source);
	for (guint i = 0; i < row->reasons->len; i++)
		fprintf(out, "    %s\n", (char *)row->reasons->pdata[i]);
}

/* Counts only verdicts that are not excused. */
static guint count(GPtrArray *verdicts, enum verdict_kind kind)
{
	guint n = 0;

	for (guint i = 0; i < verdicts->len; i++) {
		const struct verdict *verdict = verdicts->pdata[i];

		n += verdict->kind == kind && !verdict_is_excused(verdict);
	}
	return n;
}

static guint count_excused(GPtrArray *verdicts)
{
	guint n = 0;

	for (guint i = 0; i < verdicts->len; i++)
		n += verdict_is_excused(verdicts->pdata[i]);
	return n;
}

/* Prints what none of the kernels could detect, if this is known for all. */
static void print_missing(FILE *out, GPtrArray *verdicts)
{
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	g_auto(GStrv) any = NULL;
	g_autofree char *missing = NULL;

	for (guint i = 0; i < verdicts->len; i++) {
		const struct verdict *row = verdicts->pdata[i];

		if (!row->detectors)
			return;
		g_strv_builder_addv(builder, (const char **)row->detectors);
	}
	any = g_strv_builder_end(builder);
	missing = detector_missing(any);
	if (verdicts->len && *missing)
		fprintf(out, "not looked for: %s\n", missing);
}

/* Prints for how many runs coverage is unknown, and each reason once. */
static void print_no_coverage(FILE *out, GPtrArray *verdicts)
{
	g_autoptr(GHashTable) counts = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < verdicts->len; i++) {
		const struct verdict_coverage *coverage =
			&((struct verdict *)verdicts->pdata[i])->coverage;
		guint before;

		if (!coverage->why || coverage->doubtful)
			continue;
		before = GPOINTER_TO_UINT(g_hash_table_lookup(counts, coverage->why));
		g_hash_table_replace(counts, coverage->why,
				     GUINT_TO_POINTER(before + 1));
	}
	for (guint i = 0; i < verdicts->len; i++) {
		const char *why = ((struct verdict *)verdicts->pdata[i])->coverage.why;
		guint runs =
			why ? GPOINTER_TO_UINT(g_hash_table_lookup(counts, why)) : 0;

		if (!runs)
			continue;
		fprintf(out, "coverage of %u run%s: %s\n", runs, runs == 1 ? "" : "s",
			why);
		g_hash_table_remove(counts, why);
	}
}

static void print_table(FILE *out, GPtrArray *verdicts)
{
	int widths[G_N_ELEMENTS(columns)];

	measure(verdicts, widths);
	for (gsize c = 0; c < G_N_ELEMENTS(columns); c++)
		fprintf(out, "%-*s  ", widths[c], columns[c].title);
	fprintf(out, "%6s  %7s  VERDICT\n", "TIME/s", "LINES");
	for (guint i = 0; i < verdicts->len; i++)
		print_row(out, verdicts->pdata[i], widths);
	fprintf(out, "%u passed, %u failed, %u invalid", count(verdicts, VERDICT_PASS),
		count(verdicts, VERDICT_FAIL), count(verdicts, VERDICT_INVALID));
	if (count_excused(verdicts))
		fprintf(out, ", %u quarantined", count_excused(verdicts));
	fputc('\n', out);
	print_missing(out, verdicts);
	print_no_coverage(out, verdicts);
}

/* '#' in a description would begin a directive: a title must not turn a test into a
 * TODO. */
static char *tap_text(const char *text)
{
	g_autofree char *visible = visible_text(text, -1, "");
	g_autoptr(GString) out = g_string_new(visible);

	g_string_replace(out, "\\", "\\\\", 0);
	g_string_replace(out, "#", "\\#", 0);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void print_tap(FILE *out, GPtrArray *verdicts)
{
	fprintf(out, "TAP version 13\n1..%u\n", verdicts->len);
	for (guint i = 0; i < verdicts->len; i++) {
		const struct verdict *row = verdicts->pdata[i];
		g_autofree char *text =
			g_strdup_printf("%s %s: expected %s, seen %s", row->branch,
					row->variant, row->expected, row->seen);
		g_autofree char *title = tap_text(text);

		g_autofree char *why =
			verdict_is_excused(row) ? tap_text(row->quarantine) : NULL;

		/* a harness does not count the failure of a TODO */
		fprintf(out, "%s %u - %s%s%s\n",
			row->kind == VERDICT_PASS ? "ok" : "not ok", i + 1, title,
			why ? " # TODO " : "", why ?: "");
		if (!row->lockdep)
			fprintf(out, "# the kernel was built without lockdep\n");
		if (row->source) {
			g_autofree char *source = visible_text(row->source, -1, "\t");

			fprintf(out, "# source: %s\n", source);
		}
		for (guint r = 0; r < row->reasons->len; r++) {
			g_autofree char *reason =
				visible_text(row->reasons->pdata[r], -1, "\t");

			fprintf(out, "# %s: %s\n", verdict_name(row->kind), reason);
		}
	}
}

static void print_json(FILE *out, GPtrArray *verdicts)
{
	json_t *array = json_array();

	for (guint i = 0; i < verdicts->len; i++)
		json_array_append_new(array, verdict_json(verdicts->pdata[i]));
	json_print(out, array);
}

void verdict_report_print(FILE *out, GPtrArray *verdicts, enum report_form form)
{
	static void (*const printers[])(FILE * out, GPtrArray * verdicts) = {
		[REPORT_TABLE] = print_table,
		[REPORT_TAP] = print_tap,
		[REPORT_JSON] = print_json,
	};

	printers[form](out, verdicts);
}

enum exit_code verdict_report_status(GPtrArray *verdicts)
{
	if (count(verdicts, VERDICT_FAIL))
		return EXIT_NEGATIVE;
	if (!verdicts->len || count(verdicts, VERDICT_INVALID))
		return EXIT_INVALID;
	return EXIT_OK;
}
