/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "build/worktree.h"
#include "cmd/commands.h"

int cmd_tree(const struct command *command, int argc, char **argv)
{
	g_autofree char *pristine = NULL, *out = NULL;
	g_autoptr(GPtrArray) series =
		g_ptr_array_new_with_free_func((GDestroyNotify)series_free);
	struct worktree_report report;
	GError *error = NULL;
	const GOptionEntry entries[] = {{"pristine", 0, 0, G_OPTION_ARG_FILENAME,
					 &pristine, "The unpatched source", "DIR"},
					{"out", 0, 0, G_OPTION_ARG_FILENAME, &out,
					 "Worktree to make or switch", "TREE"},
					{NULL, 0, 0, 0, NULL, NULL, NULL}};

	if (!command_options(command, entries, NULL, &argc, &argv))
		return EXIT_TROUBLE;
	if (!pristine || !out)
		return command_usage(command, "--pristine and --out are needed");
	for (int i = 1; i < argc; i++) {
		struct series *one = series_load(argv[i], &error);

		if (!one)
			return command_failed(command, error);
		g_ptr_array_add(series, one);
	}
	if (!worktree_sync(pristine, out, series, &report, &error))
		return command_failed(command, error);
	printf("%s: %s, %u files patched, %u written, %u removed\n", out,
	       report.cloned ? "made" : "switched", report.patched, report.written,
	       report.removed);
	return EXIT_OK;
}
