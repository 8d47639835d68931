/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry report: judges the newest run of every variant of branches. */
#include "branch/project.h"
#include "cmd/commands.h"
#include "verdict/report.h"
#include "vm/proof.h"

static gboolean judge_branch(const struct branch *b, GPtrArray *verdicts,
			     GError **error)
{
	for (guint i = 0; i < b->variants->len; i++) {
		g_autoptr(Proof) proof = proof_of(b, b->variants->pdata[i], error);

		if (!proof)
			return FALSE;
		g_ptr_array_add(verdicts, g_steal_pointer(&proof->verdict));
	}
	return TRUE;
}

int cmd_report(const struct command *command, int argc, char **argv)
{
	gboolean json = FALSE, tap = FALSE;
	g_autofree char *project = NULL;
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print a JSON array", NULL},
		{"tap", 0, 0, G_OPTION_ARG_NONE, &tap, "Print TAP", NULL},
		{"project", 0, 0, G_OPTION_ARG_FILENAME, &project,
		 "Project directory, with branches/ and patches/ (default: found "
		 "upward)",
		 "DIR"},
		{NULL},
	};
	g_autoptr(GPtrArray) verdicts = verdict_report_new();
	GError *error = NULL;

	if (!command_options(command, entries, NULL, &argc, &argv))
		return EXIT_TROUBLE;
	if (argc < 2)
		return command_usage(command, "give at least one BRANCH");
	for (int i = 1; i < argc; i++) {
		g_autoptr(Branch) b = project_branch(project, argv[i], &error);

		if (!b || !judge_branch(b, verdicts, &error))
			return command_failed(command, error);
	}
	verdict_report_print(stdout, verdicts,
			     json  ? REPORT_JSON
			     : tap ? REPORT_TAP
				   : REPORT_TABLE);
	return verdict_report_status(verdicts);
}
