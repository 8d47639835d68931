/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry report: judges the newest run of every variant of branches. */
#include "branch/project.h"
#include "cmd/commands.h"
#include "cmd/print-verdict.h"
#include "vm/proof.h"

struct report_options {
	char *project;
	gboolean json, tap;
};

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct report_options *o = data;
	g_autoptr(GPtrArray) verdicts = verdict_report_new();
	GError *error = NULL;

	if (argc < 2)
		return command_usage(command, "give at least one BRANCH");
	for (int i = 1; i < argc; i++) {
		g_autoptr(Branch) b = project_branch(o->project, argv[i], &error);

		if (!b || !proof_report(b, NULL, verdicts, &error))
			return command_failed(command, error);
	}
	return print_verdicts(verdicts, o->json, o->tap);
}

#define FIELD(member) OPTION_FIELD(struct report_options, member)

static const struct option_entry options[] = {
	OPTION_JSON(FIELD(json)),
	OPTION_TAP(FIELD(tap)),
	OPTION_PROJECT(FIELD(project)),
	{NULL},
};

const struct command cmd_report = {
	.name = "report",
	.synopsis = "BRANCH...",
	.summary = "print the verdicts on all variants of branches",
	.options = options,
	.size = sizeof(struct report_options),
	.operands = {{VALUE_BRANCH, .many = TRUE}},
	.run = run,
};
