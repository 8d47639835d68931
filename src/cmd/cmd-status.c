/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry status: shows the status of each fix on every branch. */
#include "branch/project.h"
#include "cmd/commands.h"
#include "cmd/print-status.h"
#include "util/json-print.h"

struct status_options {
	char *project;
	gboolean fetch, json;
};

/* Whether a source that should be fetched is unavailable. */
static gboolean lacks_source(const struct fix_status *status)
{
	for (guint i = 0; i < status->branches->len; i++)
		if (!((struct fix_status_branch *)status->branches->pdata[i])->tree)
			return TRUE;
	return FALSE;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	struct status_options *o = data;
	g_auto(GStrv) all = NULL;
	g_autoptr(FixStatus) status = NULL;
	g_autoptr(GPtrArray) proofs = NULL;
	GError *error = NULL;

	if (!o->project)
		o->project = project_find(&error);
	if (!error && argc < 2)
		all = branch_list(o->project, &error);
	if (!error)
		status = fix_status_new(o->project, all ? all : argv + 1, o->fetch,
					&error);
	if (status)
		proofs = print_status_proofs(status, &error);
	if (!proofs)
		return command_failed(command, error);
	if (o->json)
		json_print(stdout, print_status_json(status, proofs));
	else
		print_status_text(status, proofs);
	return o->fetch && lacks_source(status) ? EXIT_TROUBLE : EXIT_OK;
}

#define FIELD(member) OPTION_FIELD(struct status_options, member)

static const struct option_entry options[] = {
	{"fetch", 0, VALUE_NONE, FIELD(fetch), "Fetch and unpack missing sources first",
	 NULL},
	OPTION_JSON(FIELD(json)),
	OPTION_PROJECT(FIELD(project)),
	{NULL},
};

const struct command cmd_status = {
	.name = "status",
	.synopsis = "[BRANCH]...",
	.summary = "show the status of each fix on every branch",
	.options = options,
	.size = sizeof(struct status_options),
	.operands = {{VALUE_BRANCH, .many = TRUE}},
	.run = run,
};
