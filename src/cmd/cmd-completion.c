/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry completion: prints a shell's completion script. */
#include <stdio.h>

#include "cmd/commands.h"
#include "util/data-file.h"
#include "util/fs.h"

#define SHELLS "bash|zsh|fish"

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	g_autofree char *name = NULL;
	g_autofree char *path = NULL;
	g_autofree char *text = NULL;
	GError *error = NULL;

	if (argc != 2 || !option_is_choice(SHELLS, argv[1]))
		return command_usage(command, "give bash, zsh or fish");
	name = g_strconcat("completion/kferry.", argv[1], NULL);
	path = data_file(name);
	if (!path) {
		command_say(command, "%s was not installed", name);
		return EXIT_TROUBLE;
	}
	text = fs_read(path, &error);
	if (!text)
		return command_failed(command, error);
	fputs(text, stdout);
	return EXIT_OK;
}

const struct command cmd_completion = {
	.name = "completion",
	.synopsis = SHELLS,
	.summary = "print a shell's completion script",
	.operands = {{VALUE_CHOICE, SHELLS}},
	.run = run,
};
