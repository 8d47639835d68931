/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/commands.h"
#include "cmd/print-triage.h"
#include "console/baseline.h"
#include "console/symbolize.h"
#include "console/triage.h"
#include "util/error.h"
#include "util/logfile.h"

struct triage_options {
	char *vmlinux, *modules, *baseline_file;
	gboolean json, dot, exit_code;
	struct triage_style style;
	struct baseline *baseline; /* known reports, or NULL */
	gboolean found;		   /* an unknown report was found */
};

static void hide_known(GPtrArray *reports, const struct baseline *baseline)
{
	for (guint i = reports->len; i-- > 0;)
		if (baseline_knows(baseline, g_ptr_array_index(reports, i)))
			g_ptr_array_remove_index(reports, i);
}

static void note_found(struct triage_options *o, GPtrArray *reports)
{
	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = g_ptr_array_index(reports, i);

		o->found |= !report->notice;
	}
}

static gboolean triage_file(struct triage_options *o, const char *path, GError **error)
{
	g_autoptr(GPtrArray) reports = NULL;
	struct logfile log;
	guint flags = TRIAGE_MAPPED;

	if (o->dot || o->style.explain || o->style.symbolizer)
		flags |= TRIAGE_KEEP_LINES;
	if (!logfile_open(&log, path, error))
		return FALSE;
	reports = triage_scan_full(log.text, log.len, flags);
	if (o->baseline)
		hide_known(reports, o->baseline);
	note_found(o, reports);
	if (o->dot)
		triage_print_dot(reports);
	else if (o->json)
		triage_print_json(path, log.text, reports, &o->style);
	else
		triage_print_text(path, log.text, reports, &o->style);
	logfile_close(&log);
	return TRUE;
}

/* Opens the files that the options name, then handles the logs. */
static gboolean do_logs(struct triage_options *o, char **logs, GError **error)
{
	gboolean good = TRUE;

	if (o->baseline_file && !(o->baseline = baseline_load(o->baseline_file, error)))
		return FALSE;
	if (o->vmlinux) {
		o->style.symbolizer = symbolizer_new(o->vmlinux, o->modules, error);
		good = o->style.symbolizer != NULL;
	}
	for (; good && *logs; logs++)
		good = triage_file(o, *logs, error);
	symbolizer_free(o->style.symbolizer);
	baseline_free(o->baseline);
	return good;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	struct triage_options *o = data;
	GError *error = NULL;

	if (argc < 2)
		return command_usage(command, "give at least one LOG");
	if (!do_logs(o, argv + 1, &error))
		return command_failed(command, error);
	return o->exit_code && o->found ? EXIT_NEGATIVE : EXIT_OK;
}

#define FIELD(member) OPTION_FIELD(struct triage_options, member)

static const struct option_entry options[] = {
	{"json", 0, VALUE_NONE, FIELD(json), "Print a JSON object for each log", NULL},
	{"explain", 0, VALUE_NONE, FIELD(style.explain), "Explain each report", NULL},
	{"dot", 0, VALUE_NONE, FIELD(dot), "Print lockdep reports as graphs for dot(1)",
	 NULL},
	{"vmlinux", 0, VALUE_FILE, FIELD(vmlinux),
	 "Print the reports with source files and lines, from FILE", "FILE"},
	{"modules", 0, VALUE_DIR, FIELD(modules),
	 "Search DIR for modules (default: the directory of vmlinux)", "DIR"},
	{"baseline", 0, VALUE_FILE, FIELD(baseline_file),
	 "Hide reports whose signature or title is in FILE", "FILE"},
	{"exit-code", 0, VALUE_NONE, FIELD(exit_code),
	 "Exit with status 1 if there is a report", NULL},
	{NULL},
};

const struct command cmd_triage = {
	.name = "triage",
	.synopsis = "LOG...",
	.summary = "find, name and explain the reports in kernel logs",
	.notes = "If LOG is '-', standard input is read.",
	.options = options,
	.size = sizeof(struct triage_options),
	.operands = {{VALUE_FILE, .many = TRUE}},
	.run = run,
};
