/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry judge: prints the verdicts on run directories, without booting. */
#include "cmd/commands.h"
#include "cmd/print-verdict.h"
#include "vm/judge.h"

struct judge_options {
	gboolean json, tap;
};

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct judge_options *o = data;
	g_autoptr(GPtrArray) verdicts = verdict_report_new();
	GError *error = NULL;

	if (argc < 2)
		return command_usage(command, "give at least one run directory");
	for (int i = 1; i < argc; i++) {
		struct verdict *found = judge_dir(argv[i], &error);

		if (!found)
			return command_failed(command, error);
		g_ptr_array_add(verdicts, found);
	}
	return print_verdicts(verdicts, o->json, o->tap);
}

#define FIELD(member) OPTION_FIELD(struct judge_options, member)

static const struct option_entry options[] = {
	OPTION_JSON(FIELD(json)),
	OPTION_TAP(FIELD(tap)),
	{NULL},
};

const struct command cmd_judge = {
	.name = "judge",
	.synopsis = "RUNDIR...",
	.summary = "print the verdict on run directories",
	.options = options,
	.size = sizeof(struct judge_options),
	.operands = {{VALUE_RUN, .many = TRUE}},
	.run = run,
};
