/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry help: shows the manual page of a command. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cmd/commands.h"
#include "util/plain-name.h"
#include "util/subprocess.h"

/*
 * Whether man finds the page: it also searches beside the program if that is in $PATH.
 */
static gboolean has_page(const char *page)
{
	const char *argv[] = {"man", "-w", page, NULL};
	g_autofree char *path = subprocess_capture(argv, NULL);

	return path && *path;
}

/* Without the page, shows the options. */
static int show_options(const struct command *command, const char *name,
			const char *page)
{
	const struct command *other = command_find(name);
	char *argv[] = {(char *)name, (char *)"--help", NULL};

	if (!other) {
		command_say(command,
			    "no command '%s' and no page %s (see 'kferry --help')",
			    name, page);
		return EXIT_TROUBLE;
	}
	if (subprocess_exists("man"))
		command_say(command, "man finds no page %s; these are the options",
			    page);
	else
		command_say(command,
			    "man(1) is not installed, which would show the page %s; "
			    "these are the options",
			    page);
	return command_run(other, 2, argv);
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const char *name = argv[1];
	g_autofree char *page = NULL;

	if (argc > 2)
		return command_usage(command, "give one command");
	if (!name) {
		commands_print(stdout);
		return EXIT_OK;
	}
	if (plain_name_refusal(name))
		return command_usage(command, "'%s' %s", name,
				     plain_name_refusal(name));
	page = strcmp(name, "kferry") ? g_strconcat("kferry-", name, NULL)
				      : g_strdup(name);
	if (!subprocess_exists("man") || !has_page(page))
		return show_options(command, name, page);
	execlp("man", "man", page, NULL);
	command_say(command, "man: %s", g_strerror(errno));
	return EXIT_TROUBLE;
}

const struct command cmd_help = {
	.name = "help",
	.synopsis = "[COMMAND]",
	.summary = "open the manual page of a command",
	.operands = {{VALUE_COMMAND}},
	.run = run,
};
