/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "bisect/prefix-build.h"
#include "branch/lint.h"
#include "cmd/commands.h"
#include "util/json-print.h"
#include "util/json-text.h"

struct lint_options {
	char *tree, *build;
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

/* Adds a finding for each object that does not compile with the patches up to one. */
static gboolean lint_build(const struct command *command, const struct lint_options *o,
			   const char *path, GPtrArray *findings, GError **error)
{
	g_autofree char *dir = g_path_get_dirname(path);
	g_autoptr(PrefixBuild) result =
		prefix_build_run(path, o->tree, o->build, error);

	if (!result)
		return FALSE;
	for (guint i = 0; i < result->faults->len; i++) {
		const struct prefix_fault *fault = result->faults->pdata[i];
		g_autofree char *file = g_build_filename(dir, fault->patch, NULL);

		lint_add(findings, file, 0, "build", fault->complaint);
	}
	for (guint i = 0; i < result->skipped->len; i++)
		command_say(command, "%s: affects no object of %s",
			    (char *)result->skipped->pdata[i], o->build);
	command_say(command, "%u compilations", result->compiled);
	return TRUE;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct lint_options *o = data;
	g_autoptr(GPtrArray) all = NULL;
	GError *error = NULL;

	if (argc < 2)
		return command_usage(command, "a SERIES is needed");
	if (o->build && !o->tree)
		return command_usage(command, "--build needs --tree");
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
		if (o->build && !lint_build(command, o, argv[i], all, &error))
			return command_failed(command, error);
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
	{"build", 0, VALUE_DIR, FIELD(build),
	 "Compile what each patch affects, with the commands of this O= directory",
	 "DIR"},
	OPTION_JSON(FIELD(json)),
	{NULL},
};

const struct command cmd_lint = {
	.name = "lint",
	.synopsis = "[--tree DIR [--build DIR]] SERIES...",
	.summary = "check provenance, whitespace and fuzz of series, and that they "
		   "compile",
	.options = options,
	.size = sizeof(struct lint_options),
	.operands = {{VALUE_SERIES, .many = TRUE}},
	.run = run,
};
