/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/report-print.h"

#include "util/visible.h"
#include "verdict/history.h"

/* Returns what all runs have in common, or NULL if they differ. */
static const char *common(GPtrArray *runs, gsize offset)
{
	const char *value = NULL;

	for (guint i = 0; i < runs->len; i++) {
		const char *own = *(char **)G_STRUCT_MEMBER_P(runs->pdata[i], offset);

		if (!own || (value && g_strcmp0(own, value)))
			return NULL;
		value = own;
	}
	return value;
}

#define COMMON(runs, member) common(runs, G_STRUCT_OFFSET(struct history_run, member))

static void print_environment(FILE *out, GPtrArray *runs)
{
	const struct {
		const char *label, *value;
	} lines[] = {
		{"kernel", COMMON(runs, release)},
		{"compiler", COMMON(runs, compiler)},
		{"QEMU", COMMON(runs, qemu)},
		{"accelerator", COMMON(runs, accel)},
		{"series (sha256)", COMMON(runs, series)},
		{"config (sha256)", COMMON(runs, config)},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
		g_autofree char *text =
			lines[i].value ? visible_text(lines[i].value, -1, "") : NULL;

		if (text)
			fprintf(out, "  %-16s %s\n", lines[i].label, text);
	}
}

static void print_row(FILE *out, const struct verdict *row)
{
	g_autofree char *expected = visible_text(row->expected, -1, "");
	g_autofree char *seen = visible_text(row->seen, -1, "");

	fprintf(out, "  %-7s  %s %s%s\n", verdict_name(row->kind), row->branch,
		row->variant, verdict_is_excused(row) ? " (quarantined)" : "");
	fprintf(out, "           expected %s\n           seen     %s\n", expected,
		seen);
	if (row->quarantine) {
		g_autofree char *why = visible_text(row->quarantine, -1, "");

		fprintf(out, "           %s\n", why);
	}
	for (guint i = 0; i < row->reasons->len; i++) {
		g_autofree char *reason =
			visible_text(row->reasons->pdata[i], -1, "\t");

		fprintf(out, "           %s\n", reason);
	}
	if (row->coverage.known && row->coverage.changed)
		fprintf(out, "           %u of %u changed lines ran\n",
			row->coverage.run, row->coverage.changed);
}

void report_print_mail(FILE *out, GPtrArray *verdicts, GPtrArray *runs,
		       const char *tester)
{
	guint passed = 0;

	for (guint i = 0; i < verdicts->len; i++)
		passed += ((struct verdict *)verdicts->pdata[i])->kind == VERDICT_PASS;
	fprintf(out,
		"Booted in a virtual machine by kferry %s: %u of %u variants as "
		"expected.\n\n",
		KFERRY_VERSION, passed, verdicts->len);
	print_environment(out, runs);
	fputc('\n', out);
	for (guint i = 0; i < verdicts->len; i++)
		print_row(out, verdicts->pdata[i]);
	if (tester && verdicts->len && passed == verdicts->len)
		fprintf(out, "\nTested-by: %s\n", tester);
}
