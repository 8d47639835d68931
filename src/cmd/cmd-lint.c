/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "branch/lint.h"
#include "cmd/commands.h"
#include "util/json-print.h"
#include "util/json-text.h"

struct lint_options {
	char *tree;
	gboolean json;
};

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

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct lint_options *o = data;
	g_autoptr(GPtrArray) all = NULL;
	GError *error = NULL;

	if (argc < 2)
		return command_usage(command, "a SERIES is needed");
	for (int i = 1; i < argc; i++) {
		g_autoptr(Series) series = series_load(argv[i], &error);
		g_autoptr(Tree) tree =
			series && o->tree ? tree_open(o->tree, &error) : NULL;

		if (error)
			return command_failed(command, error);
		if (!all)
			all = lint_series(series, tree);
		else
			g_ptr_array_extend_and_steal(all, lint_series(series, tree));
	}
	if (o->json)
		json_print(stdout, findings_json(all));
	else
		print_findings(all);
	return all->len ? EXIT_NEGATIVE : EXIT_OK;
}

#define FIELD(member) OPTION_FIELD(struct lint_options, member)

static const struct option_entry options[] = {
	{"tree", 0, VALUE_DIR, FIELD(tree), "Source tree that the series is for",
	 "DIR"},
	OPTION_JSON(FIELD(json)),
	{NULL},
};

const struct command cmd_lint = {
	.name = "lint",
	.synopsis = "[--tree DIR] SERIES...",
	.summary = "check provenance, whitespace and fuzz of series",
	.options = options,
	.size = sizeof(struct lint_options),
	.operands = {{VALUE_SERIES, .many = TRUE}},
	.run = run,
};
