/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry complete: used by the completion of shells; not for people, so not in help. */
#include <stdio.h>
#include <string.h>

#include "cmd/candidates.h"
#include "cmd/commands.h"

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	/* GLib keeps "--" if an option follows. */
	candidates_print(stdout, argv + 1 + (argv[1] && !strcmp(argv[1], "--")));
	return EXIT_OK;
}

const struct command cmd_complete = {
	.name = "complete",
	.synopsis = "-- [WORD]...",
	.summary = "list what may stand where a shell's cursor is",
	.hidden = TRUE,
	.run = run,
};
