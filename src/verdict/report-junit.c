/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * JUnit XML as Jenkins and GitLab read it: a test suite per branch, a test case per
 * variant. INVALID is an <error>, not a failure.
 */
#include "verdict/report-print.h"

#include "util/visible.h"

/* Escapes @text as an attribute or as contents. XML cannot represent most control
 * characters, so they are made visible first. */
static char *xml_text(const char *text, const char *keep)
{
	g_autofree char *visible = visible_text(text, -1, keep);

	return g_markup_escape_text(visible, -1);
}

static void print_result(FILE *out, const struct verdict *row)
{
	const char *element = row->kind == VERDICT_FAIL ? "failure" : "error";
	g_autofree char *seen = xml_text(row->seen, "");

	if (verdict_is_excused(row)) {
		g_autofree char *why = xml_text(row->quarantine, "");

		fprintf(out, "      <skipped message=\"%s: %s; %s\"/>\n",
			verdict_name(row->kind), seen, why);
		return;
	}

	fprintf(out, "      <%s message=\"%s\">", element, seen);
	for (guint i = 0; i < row->reasons->len; i++) {
		g_autofree char *reason = xml_text(row->reasons->pdata[i], "\t");

		fprintf(out, "%s\n", reason);
	}
	fprintf(out, "</%s>\n", element);
}

static void print_case(FILE *out, const struct verdict *row)
{
	g_autofree char *branch = xml_text(row->branch, "");
	g_autofree char *variant = xml_text(row->variant, "");

	fprintf(out, "    <testcase classname=\"kferry.%s\" name=\"%s\" time=\"%.3f\"",
		branch, variant, MAX(row->wall, 0));
	if (row->kind == VERDICT_PASS) {
		fputs("/>\n", out);
		return;
	}
	fputs(">\n", out);
	print_result(out, row);
	fputs("    </testcase>\n", out);
}

/* Prints the rows of one branch from @first on; returns the row after them. */
static guint print_suite(FILE *out, GPtrArray *verdicts, guint first)
{
	const char *branch = ((struct verdict *)verdicts->pdata[first])->branch;
	g_autofree char *name = xml_text(branch, "");
	guint failures = 0, errors = 0, skipped = 0, end = first;
	double wall = 0;

	for (; end < verdicts->len; end++) {
		const struct verdict *row = verdicts->pdata[end];

		if (g_strcmp0(row->branch, branch))
			break;
		if (verdict_is_excused(row))
			skipped++;
		else if (row->kind == VERDICT_FAIL)
			failures++;
		else if (row->kind == VERDICT_INVALID)
			errors++;
		wall += MAX(row->wall, 0);
	}
	fprintf(out,
		"  <testsuite name=\"%s\" tests=\"%u\" failures=\"%u\" errors=\"%u\" "
		"skipped=\"%u\" time=\"%.3f\">\n",
		name, end - first, failures, errors, skipped, wall);
	for (guint i = first; i < end; i++)
		print_case(out, verdicts->pdata[i]);
	fputs("  </testsuite>\n", out);
	return end;
}

void report_print_junit(FILE *out, GPtrArray *verdicts)
{
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", out);
	for (guint i = 0; i < verdicts->len;)
		i = print_suite(out, verdicts, i);
	fputs("</testsuites>\n", out);
}
