/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/commands.h"

#include <string.h>

/* One line each. */
/* clang-format off */
const struct command *const commands[] = {
	&cmd_init,
	&cmd_smoke,
	&cmd_jobs,
	&cmd_nightly,
	&cmd_source,
	&cmd_tree,
	&cmd_series,
	&cmd_rebase,
	&cmd_port,
	&cmd_import,
	&cmd_pick,
	&cmd_export,
	&cmd_bump,
	&cmd_bisect,
	&cmd_status,
	&cmd_cve,
	&cmd_has,
	&cmd_follow,
	&cmd_diff,
	&cmd_lint,
	&cmd_kconfig,
	&cmd_build,
	&cmd_package,
	&cmd_packages,
	&cmd_initramfs,
	&cmd_boot,
	&cmd_shell,
	&cmd_payload,
	&cmd_install_boot,
	&cmd_repeat,
	&cmd_prove,
	&cmd_triage,
	&cmd_cover,
	&cmd_judge,
	&cmd_report,
	&cmd_history,
	&cmd_compare,
	&cmd_variants,
	&cmd_env,
	&cmd_help,
	&cmd_completion,
	&cmd_complete,
	NULL,
};
/* clang-format on */

const struct command *command_find(const char *name)
{
	for (const struct command *const *c = commands; *c; c++)
		if (!strcmp((*c)->name, name))
			return *c;
	return NULL;
}

void commands_print(FILE *out)
{
	fprintf(out, "usage: kferry [-C DIR] COMMAND [options] ...\n");
	for (const struct command *const *c = commands; *c; c++)
		if (!(*c)->hidden)
			fprintf(out, "  %-12s %s\n", (*c)->name, (*c)->summary);
	fprintf(out, "'kferry COMMAND --help' shows a command's options, "
		     "'kferry help COMMAND' its manual page.\n");
}
