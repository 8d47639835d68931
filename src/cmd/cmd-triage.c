/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/commands.h"
#include "cmd/print-triage.h"
#include "console/baseline.h"
#include "console/symbolize.h"
#include "console/triage.h"
#include "util/error.h"
#include "util/logfile.h"

/* What the user wants of all logs. */
struct wishes {
	gboolean json, dot, exit_code;
	struct triage_style style;
	struct baseline *baseline; /* what is known, or NULL */
	gboolean found;		   /* a report that is not known */
};

static void hide_known(GPtrArray *reports, const struct baseline *baseline)
{
	for (guint i = reports->len; i-- > 0;)
		if (baseline_knows(baseline, g_ptr_array_index(reports, i)))
			g_ptr_array_remove_index(reports, i);
}

static void note_found(struct wishes *wishes, GPtrArray *reports)
{
	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = g_ptr_array_index(reports, i);

		wishes->found |= !report->notice;
	}
}

static gboolean triage_file(struct wishes *wishes, const char *path, GError **error)
{
	g_autoptr(GPtrArray) reports = NULL;
	struct logfile log;
	guint flags = TRIAGE_MAPPED;

	if (wishes->dot || wishes->style.explain || wishes->style.symbolizer)
		flags |= TRIAGE_KEEP_LINES;
	if (!logfile_open(&log, path, error))
		return FALSE;
	reports = triage_scan_full(log.text, log.len, flags);
	if (wishes->baseline)
		hide_known(reports, wishes->baseline);
	note_found(wishes, reports);
	if (wishes->dot)
		triage_print_dot(reports);
	else if (wishes->json)
		triage_print_json(path, log.text, reports, &wishes->style);
	else
		triage_print_text(path, log.text, reports, &wishes->style);
	logfile_close(&log);
	return TRUE;
}

/* Opens what the options name, then does the logs. */
static gboolean run(struct wishes *wishes, char **logs, const char *vmlinux,
		    const char *modules, const char *baseline, GError **error)
{
	gboolean good = TRUE;

	if (baseline && !(wishes->baseline = baseline_load(baseline, error)))
		return FALSE;
	if (vmlinux)
		wishes->style.symbolizer = symbolizer_new(vmlinux, modules, error);
	good = !vmlinux || wishes->style.symbolizer;
	for (; good && *logs; logs++)
		good = triage_file(wishes, *logs, error);
	symbolizer_free(wishes->style.symbolizer);
	baseline_free(wishes->baseline);
	return good;
}

int cmd_triage(const struct command *command, int argc, char **argv)
{
	struct wishes wishes = {.json = FALSE};
	g_autofree char *vmlinux = NULL, *modules = NULL, *baseline = NULL;
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &wishes.json,
		 "Print a JSON object for each log", NULL},
		{"explain", 0, 0, G_OPTION_ARG_NONE, &wishes.style.explain,
		 "Explain what is wrong", NULL},
		{"dot", 0, 0, G_OPTION_ARG_NONE, &wishes.dot,
		 "Print lockdep reports as graphs for dot(1)", NULL},
		{"vmlinux", 0, 0, G_OPTION_ARG_FILENAME, &vmlinux,
		 "Print the reports with files and lines from FILE", "FILE"},
		{"modules", 0, 0, G_OPTION_ARG_FILENAME, &modules,
		 "Look for modules under DIR, not beside vmlinux", "DIR"},
		{"baseline", 0, 0, G_OPTION_ARG_FILENAME, &baseline,
		 "Hide reports whose signature or title is in FILE", "FILE"},
		{"exit-code", 0, 0, G_OPTION_ARG_NONE, &wishes.exit_code,
		 "Exit with status 1 if there is a report", NULL},
		{NULL},
	};
	GError *error = NULL;

	if (!command_options(command, entries, "LOG may be '-' for standard input.",
			     &argc, &argv))
		return EXIT_TROUBLE;
	if (argc < 2)
		return command_usage(command, "no log named");
	if (!run(&wishes, argv + 1, vmlinux, modules, baseline, &error))
		return command_failed(command, error);
	return wishes.exit_code && wishes.found ? EXIT_NEGATIVE : EXIT_OK;
}
