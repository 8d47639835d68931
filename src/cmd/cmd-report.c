/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry report: judges the newest run of every variant of branches. */
#include <string.h>

#include "branch/project.h"
#include "cmd/commands.h"
#include "util/cache.h"
#include "verdict/report.h"
#include "vm/boot.h"
#include "vm/judge.h"

/* A run of a kernel that has been built anew since tells nothing of it. */
static void check_build(struct verdict *found, const char *dir, const char *vmlinux)
{
	g_autoptr(Run) record = run_load(dir, NULL);
	g_autofree char *id = boot_build_id(vmlinux);

	if (!record || g_strcmp0(id, record->build_id) == 0)
		return;
	found->kind = VERDICT_INVALID;
	g_ptr_array_insert(found->reasons, 0,
			   g_strdup("the run is of another build than the newest"));
}

static gboolean judge_branch(const struct branch *b, GPtrArray *verdicts,
			     GError **error)
{
	for (guint i = 0; i < b->variants->len; i++) {
		const struct branch_variant *v = b->variants->pdata[i];
		g_autofree char *dir = cache_path("run", b->name, v->name, NULL);
		g_autofree char *vmlinux =
			cache_path("kernel", b->name, v->name, "vmlinux", NULL);
		struct verdict *found = judge_dir(dir, error);

		if (!found)
			return FALSE;
		g_free(found->branch);
		found->branch = g_strdup(b->name);
		check_build(found, dir, vmlinux);
		g_ptr_array_add(verdicts, found);
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
