/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "build/worktree.h"
#include "cmd/commands.h"

struct tree_options {
	char *pristine, *out;
};

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct tree_options *o = data;
	g_autoptr(GPtrArray) series =
		g_ptr_array_new_with_free_func((GDestroyNotify)series_free);
	struct worktree_report report;
	GError *error = NULL;

	if (!o->pristine || !o->out)
		return command_usage(command, "--pristine and --out are needed");
	for (int i = 1; i < argc; i++) {
		struct series *one = series_load(argv[i], &error);

		if (!one)
			return command_failed(command, error);
		g_ptr_array_add(series, one);
	}
	if (!worktree_sync(o->pristine, o->out, series, &report, &error))
		return command_failed(command, error);
	printf("%s: %s, %u files patched, %u written, %u removed\n", o->out,
	       report.cloned ? "made" : "switched", report.patched, report.written,
	       report.removed);
	return EXIT_OK;
}

#define FIELD(member) OPTION_FIELD(struct tree_options, member)

static const struct option_entry options[] = {
	{"pristine", 0, VALUE_DIR, FIELD(pristine), "Source without patches", "DIR"},
	{"out", 0, VALUE_DIR, FIELD(out), "Worktree to make or switch", "TREE"},
	{NULL},
};

const struct command cmd_tree = {
	.name = "tree",
	.synopsis = "--pristine DIR --out TREE [SERIES]...",
	.summary = "make or switch a hard-linked worktree with series applied",
	.options = options,
	.size = sizeof(struct tree_options),
	.operands = {{VALUE_SERIES, .many = TRUE}},
	.run = run,
};
