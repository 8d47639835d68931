/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "branch/lint.h"
#include "cmd/commands.h"
#include "cmd/print-rebase.h"
#include "util/json-text.h"

static json_t *findings_json(const GPtrArray *findings)
{
	json_t *array = json_array();

	for (guint i = 0; i < findings->len; i++) {
		const struct lint_finding *f = g_ptr_array_index(findings, i);

		json_array_append_new(array,
				      json_pack("{s:o, s:i, s:s, s:o}", "file",
						json_text(f->path), "line",
						(int)f->line, "rule", f->rule,
						"message", json_text(f->message)));
	}
	return array;
}

static void print_findings(const GPtrArray *findings)
{
	for (guint i = 0; i < findings->len; i++) {
		const struct lint_finding *f = g_ptr_array_index(findings, i);

		if (f->line)
			printf("%s:%u: %s: %s\n", f->path, f->line, f->rule,
			       f->message);
		else
			printf("%s: %s: %s\n", f->path, f->rule, f->message);
	}
}

static void append_all(GPtrArray *all, GPtrArray *findings)
{
	g_ptr_array_extend_and_steal(all, findings);
}

int cmd_lint(const struct command *command, int argc, char **argv)
{
	gboolean json = FALSE;
	g_autofree char *dir = NULL;
	g_autoptr(GPtrArray) all = NULL;
	GError *error = NULL;
	const GOptionEntry entries[] = {
		{"tree", 0, 0, G_OPTION_ARG_FILENAME, &dir,
		 "Source tree that the series is for", "DIR"},
		{"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL},
		{NULL, 0, 0, 0, NULL, NULL, NULL}};

	if (!command_options(command, entries, NULL, &argc, &argv))
		return EXIT_TROUBLE;
	if (argc < 2)
		return command_usage(command, "a SERIES is needed");
	for (int i = 1; i < argc; i++) {
		g_autoptr(Series) series = series_load(argv[i], &error);
		g_autoptr(Tree) tree = series && dir ? tree_open(dir, &error) : NULL;

		if (error)
			return command_failed(command, error);
		if (!all)
			all = lint_series(series, tree);
		else
			append_all(all, lint_series(series, tree));
	}
	if (json)
		command_print_json(findings_json(all));
	else
		print_findings(all);
	return all->len ? EXIT_NEGATIVE : EXIT_OK;
}
