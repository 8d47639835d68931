/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry judge: draws the verdict on run directories, without booting. */
#include "cmd/commands.h"
#include "verdict/report.h"
#include "verdict/verdict.h"
#include "vm/judge.h"

int cmd_judge(const struct command *command, int argc, char **argv)
{
	gboolean json = FALSE, tap = FALSE;
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print a JSON array", NULL},
		{"tap", 0, 0, G_OPTION_ARG_NONE, &tap, "Print TAP", NULL},
		{NULL},
	};
	g_autoptr(GPtrArray) verdicts = verdict_report_new();
	GError *error = NULL;

	if (!command_options(command, entries, NULL, &argc, &argv))
		return EXIT_TROUBLE;
	if (argc < 2)
		return command_usage(command, "give at least one run directory");
	for (int i = 1; i < argc; i++) {
		struct verdict *found = judge_dir(argv[i], &error);

		if (!found)
			return command_failed(command, error);
		g_ptr_array_add(verdicts, found);
	}
	verdict_report_print(stdout, verdicts,
			     json  ? REPORT_JSON
			     : tap ? REPORT_TAP
				   : REPORT_TABLE);
	return verdict_report_status(verdicts);
}
