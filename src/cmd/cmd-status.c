/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry status: what is known of each fix on every branch, and how. */
#include "branch/fix-status.h"
#include "branch/project.h"
#include "cmd/commands.h"
#include "cmd/print-rebase.h"
#include "cmd/print-status.h"

/* Whether a source that was to be fetched could not be had. */
static gboolean lacks_source(const struct fix_status *status)
{
	for (guint i = 0; i < status->branches->len; i++)
		if (!((struct fix_status_branch *)status->branches->pdata[i])->tree)
			return TRUE;
	return FALSE;
}

int cmd_status(const struct command *command, int argc, char **argv)
{
	gboolean json = FALSE, fetch = FALSE;
	g_autofree char *project = NULL;
	g_auto(GStrv) all = NULL;
	g_autoptr(FixStatus) status = NULL;
	g_autoptr(GPtrArray) proofs = NULL;
	GError *error = NULL;
	const GOptionEntry entries[] = {
		{"fetch", 0, 0, G_OPTION_ARG_NONE, &fetch,
		 "Fetch and unpack the sources that are not there yet", NULL},
		{"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL},
		{"project", 0, 0, G_OPTION_ARG_FILENAME, &project,
		 "Project directory, with branches/ and patches/ (default: found "
		 "upward)",
		 "DIR"},
		{NULL, 0, 0, 0, NULL, NULL, NULL}};

	if (!command_options(command, entries, NULL, &argc, &argv))
		return EXIT_TROUBLE;
	if (!project)
		project = project_find(&error);
	if (!error && argc < 2)
		all = branch_list(project, &error);
	if (!error)
		status = fix_status_new(project, all ? all : argv + 1, fetch, &error);
	if (status)
		proofs = print_status_proofs(status, &error);
	if (!proofs)
		return command_failed(command, error);
	if (json)
		command_print_json(print_status_json(status, proofs));
	else
		print_status_text(status, proofs);
	return fetch && lacks_source(status) ? EXIT_TROUBLE : EXIT_OK;
}
