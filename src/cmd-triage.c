#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "error.h"
#include "logfile.h"
#include "triage.h"

struct options {
	gboolean json;
};

static json_t *report_json(const struct report *report)
{
	return json_pack("{s:s, s:s, s:b, s:b, s:I, s:I, s:b, s:s}", "title",
			 report->title, "type", report->type, "corrupted",
			 report->corrupted, "suppressed", report->suppressed, "start",
			 (json_int_t)report->start, "end", (json_int_t)report->end,
			 "cause", report->cause, "signature", report->signature);
}

static void print_json(const char *log, GPtrArray *reports)
{
	json_t *object = json_object(), *list = json_array(), *notices = json_array();

	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = g_ptr_array_index(reports, i);

		json_array_append_new(report->notice ? notices : list,
				      report_json(report));
	}
	json_object_set_new(object, "log", json_string(log));
	json_object_set_new(object, "reports", list);
	json_object_set_new(object, "notices", notices);
	json_dumpf(object, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(object);
}

static void print_text(const char *log, GPtrArray *reports)
{
	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = g_ptr_array_index(reports, i);

		printf("%s:%zu: %s [%s]%s%s%s\n", log, report->start, report->title,
		       report->type, report->corrupted ? " (corrupted)" : "",
		       report->suppressed ? " (suppressed)" : "",
		       report->notice  ? " (notice)"
		       : report->cause ? ""
				       : " (consequence)");
	}
}

static gboolean triage_file(const struct options *options, const char *path,
			    GError **error)
{
	g_autoptr(GPtrArray) reports = NULL;
	struct logfile log;

	if (!logfile_open(&log, path, error))
		return FALSE;
	reports = triage_scan_full(log.text, log.len, TRIAGE_MAPPED);
	if (options->json)
		print_json(path, reports);
	else
		print_text(path, reports);
	logfile_close(&log);
	return TRUE;
}

int cmd_triage(const struct command *self, int argc, char **argv)
{
	struct options options = {.json = FALSE};
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &options.json,
		 "Print a JSON object for each log", NULL},
		{NULL},
	};
	GError *error = NULL;

	if (!command_options(self, entries, NULL, &argc, &argv))
		return EXIT_TROUBLE;
	if (argc < 2)
		return command_usage(self, "no log named");
	for (int i = 1; i < argc; i++)
		if (!triage_file(&options, argv[i], &error))
			return command_failed(self, error);
	return EXIT_OK;
}
