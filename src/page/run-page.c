/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "page/run-page.h"

#include <string.h>

#include "console/ktap.h"
#include "console/lockdep.h"
#include "console/triage.h"
#include "page/chain-picture.h"
#include "page/html.h"

/* Maximum of console bytes on a page; a guest may print any amount. */
#define CONSOLE_SHOWN ((gsize)4 << 20)

static void add_verdict(GString *page, const struct verdict *verdict)
{
	const char *name = verdict_name(verdict->kind);

	html_add(page, "<p><span class=\"%s\">%s</span> expected %s, seen %s</p>\n",
		 name, name, verdict->expected, verdict->seen);
	if (verdict->quarantine)
		html_add(page, "<p>%s</p>\n", verdict->quarantine);
	if (!verdict->reasons->len)
		return;
	html_add_raw(page, "<ul>\n");
	for (guint i = 0; i < verdict->reasons->len; i++)
		html_add(page, "<li>%s</li>\n",
			 (const char *)verdict->reasons->pdata[i]);
	html_add_raw(page, "</ul>\n");
}

static void add_fact(GString *page, const char *name, const char *value)
{
	if (value)
		html_add(page, "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n", name,
			 value);
}

static void add_facts(GString *page, const struct run_page *in)
{
	const struct history_run *run = in->run;
	g_autofree char *seed = g_strdup_printf("%" G_GUINT64_FORMAT, run->seed);
	g_autofree char *wall =
		run->wall >= 0 ? g_strdup_printf("%.1f s", run->wall) : NULL;
	g_autofree char *path = g_build_filename(in->dir, "qemu.cmdline", NULL);
	g_autofree char *command = NULL;

	if (g_file_get_contents(path, &command, NULL, NULL))
		g_strchomp(command);
	html_add_raw(page,
		     "<h2>Run</h2>\n<div class=\"wide\"><table class=\"facts\">\n");
	add_fact(page, "date", in->date);
	add_fact(page, "took", wall);
	add_fact(page, "kernel", run->release);
	add_fact(page, "build ID", run->build_id);
	add_fact(page, "series (SHA-256)", run->series);
	add_fact(page, "configuration (SHA-256)", run->config);
	add_fact(page, "compiler", run->compiler);
	add_fact(page, "QEMU", run->qemu);
	add_fact(page, "accelerator", run->accel);
	add_fact(page, "host", run->host);
	add_fact(page, "scenarios", run->scenarios);
	add_fact(page, "seed", seed);
	add_fact(page, "command", command);
	html_add_raw(page, "</table></div>\n");
}

static void add_coverage(GString *page, const struct run_page *in)
{
	const struct verdict_coverage *coverage = &in->verdict->coverage;

	if (coverage->known && coverage->changed)
		html_add(page, "<p>%u of %u changed lines with code ran", coverage->run,
			 coverage->changed);
	else if (!coverage->known && coverage->why)
		html_add(page, "<p>Coverage is unknown: %s", coverage->why);
	else
		return;
	if (in->coverage)
		html_add(page, " (<a href=\"%s\">line by line</a>)", in->coverage);
	html_add_raw(page, ".</p>\n");
}

static guint line_of(const char *log, gsize offset)
{
	guint line = 1;

	for (const char *c = log; (c = memchr(c, '\n', log + offset - c)); c++)
		line++;
	return line;
}

static void add_report(GString *page, const char *log, const struct report *report)
{
	struct lockdep *lockdep = lockdep_parse(report);
	guint line = line_of(log, report->start);

	html_add(page, "<h3><a href=\"#L%u\">%s</a></h3>\n<p class=\"dim\">%s%s%s",
		 line, report->title, report->type,
		 report->cause ? "" : ", after another report",
		 report->corrupted ? ", lines are missing" : "");
	if (report->source)
		html_add(page, ", printed by %s", report->source);
	html_add_raw(page, "</p>\n");
	if (lockdep) {
		g_autofree char *text = lockdep_explain(lockdep);
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

		chain_picture(page, lockdep);
		html_add_raw(page, "<pre>");
		for (char **l = lines; *l; l++)
			html_add(page, "%s\n", *l);
		html_add_raw(page, "</pre>\n");
	}
	lockdep_free(lockdep);
}

static void add_reports(GString *page, const char *log, GPtrArray *reports)
{
	gboolean any = FALSE;

	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = reports->pdata[i];

		if (report->notice)
			continue;
		if (!any)
			html_add_raw(page, "<h2>Reports</h2>\n");
		any = TRUE;
		add_report(page, log, report);
	}
}

static void add_tests(GString *page, const char *log, gsize size)
{
	static const char *const words[] = {
		[KTAP_OK] = "ok",
		[KTAP_NOT_OK] = "not ok",
		[KTAP_SKIP] = "skip",
	};
	g_autoptr(KtapLog) ktap = ktap_parse(log, size);

	if (!ktap->results->len)
		return;
	html_add_raw(page, "<h2>Tests</h2>\n");
	html_add_filter(page, "tests");
	html_add_raw(page,
		     "<div class=\"wide\"><table id=\"tests\"><thead><tr><th>result"
		     "</th><th>test</th><th>comment</th></tr></thead><tbody>\n");
	for (guint i = 0; i < ktap->results->len; i++) {
		const struct ktap_result *result = ktap->results->pdata[i];

		html_add(page,
			 "<tr><td class=\"%s\">%s</td><td>%s</td><td>%s</td></tr>\n",
			 result->status == KTAP_OK	 ? "PASS"
			 : result->status == KTAP_NOT_OK ? "FAIL"
							 : "INVALID",
			 words[result->status], result->name, result->comment);
	}
	html_add_raw(page, "</tbody></table></div>\n");
}

/* Whether the byte @offset is in one of @reports, which are in the log's order. */
static gboolean in_report(GPtrArray *reports, guint *next, gsize offset)
{
	while (*next < reports->len) {
		const struct report *report = reports->pdata[*next];

		if (offset < report->end)
			return offset >= report->start && !report->notice;
		++*next;
	}
	return FALSE;
}

/* Prints the lines, each with an id as a link target; marks those of reports. */
static void add_console(GString *page, const char *log, gsize size, GPtrArray *reports)
{
	gsize shown = MIN(size, CONSOLE_SHOWN);
	guint line = 1, next = 0;

	html_add_raw(page, "<h2>Console</h2>\n<pre>");
	for (const char *c = log, *end = log + shown; c < end; line++) {
		const char *newline = memchr(c, '\n', end - c);
		gsize length = (newline ?: end) - c;
		gboolean marked = in_report(reports, &next, c - log);

		while (length && c[length - 1] == '\r')
			length--;
		html_add(page, "<span id=\"L%u\"%s", line, "");
		html_add_raw(page, marked ? " class=\"r\">" : ">");
		html_add_text(page, c, length);
		html_add_raw(page, marked ? "</span>" : "</span>\n");
		c = newline ? newline + 1 : end;
	}
	html_add_raw(page, "</pre>\n");
	if (shown < size)
		html_add(page, "<p>The console is truncated here; the run directory "
			       "has all of it.</p>\n");
}

static void add_log(GString *page, const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "console.log", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(GMappedFile) map = g_mapped_file_new(path, FALSE, &error);
	const char *log = map ? g_mapped_file_get_contents(map) : NULL;
	gsize size = map ? g_mapped_file_get_length(map) : 0;
	g_autoptr(GPtrArray) reports = NULL;

	if (!map) {
		html_add(page, "<p>There is no console: %s</p>\n", error->message);
		return;
	}
	if (!size) {
		html_add_raw(page, "<p>The console is empty.</p>\n");
		return;
	}
	reports = triage_scan_full(log, size, TRIAGE_KEEP_LINES);
	add_reports(page, log, reports);
	add_tests(page, log, size);
	add_console(page, log, size, reports);
}

char *run_page(const struct run_page *in)
{
	g_autofree char *title =
		g_strconcat(in->verdict->branch, " ", in->verdict->variant, NULL);
	GString *page = html_begin(title, in->up);

	add_verdict(page, in->verdict);
	add_coverage(page, in);
	html_add(page, "<p><a href=\"%s\">history</a></p>\n", in->history);
	if (in->run)
		add_facts(page, in);
	add_log(page, in->dir);
	return html_end(page);
}
