/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry nightly: updates, builds and boots branches every night, and writes a mail. */
#include <stdio.h>
#include <string.h>

#include "branch/project.h"
#include "cmd/commands.h"
#include "verdict/report.h"
#include "vm/nightly.h"

struct nightly_options {
	gboolean dry_run;
	char *to;
};

static void print_mail(const struct nightly *nightly, const char *to)
{
	if (to)
		printf("To: %s\nSubject: kferry: %s\nContent-Type: text/plain; "
		       "charset=UTF-8\n\n",
		       to, nightly->subject->str);
	fputs(nightly->mail->str, stdout);
	printf("-- \nkferry %s\n", KFERRY_VERSION);
}

static int status(const struct nightly *nightly)
{
	int verdicts = verdict_report_status(nightly->verdicts);

	if (nightly->dry_run)
		return nightly->troubles ? EXIT_TROUBLE : EXIT_OK;
	return verdicts == EXIT_NEGATIVE || !nightly->troubles ? verdicts
							       : EXIT_TROUBLE;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct nightly_options *o = data;
	g_autofree char *project = NULL;
	struct nightly nightly = {.dry_run = o->dry_run};
	GError *error = NULL;
	int code;

	if (o->to && (!*o->to || strpbrk(o->to, "\r\n")))
		return command_usage(command, "--to takes an address");
	nightly.project = project = project_find(&error);
	if (!project)
		return command_failed(command, error);
	if (nightly_run(&nightly, argc > 1 ? argv + 1 : NULL, &error)) {
		print_mail(&nightly, o->to);
		code = status(&nightly);
	} else {
		code = command_failed(command, error);
	}
	nightly_clear(&nightly);
	return code;
}

#define FIELD(member) OPTION_FIELD(struct nightly_options, member)

static const struct option_entry options[] = {
	{"dry-run", 'n', VALUE_NONE, FIELD(dry_run),
	 "Print what would be done, but do nothing", NULL},
	{"to", 0, VALUE_TEXT, FIELD(to), "Begin with the headers of a mail to ADDRESS",
	 "ADDRESS"},
	{NULL},
};

const struct command cmd_nightly = {
	.name = "nightly",
	.synopsis = "[BRANCH...]",
	.summary = "update branches, test what changed, and report news",
	.options = options,
	.size = sizeof(struct nightly_options),
	.operands = {{VALUE_BRANCH, .many = TRUE}},
	.run = run,
};
