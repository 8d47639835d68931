/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry: one binary, a table of commands. */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/commands.h"
#include "util/memory.h"
#include "util/terminal.h"

static int usage(int code)
{
	FILE *out = code ? stderr : stdout;

	fprintf(out, "usage: kferry [-C DIR] COMMAND [options] ...\n");
	for (const struct command *const *c = commands; *c; c++)
		fprintf(out, "  %-12s %s\n", (*c)->name, (*c)->summary);
	fprintf(out, "'kferry COMMAND --help' shows a command's options, "
		     "kferry-COMMAND(1) is its manual.\n");
	return code;
}

static const struct command *find_command(const char *name)
{
	for (const struct command *const *c = commands; *c; c++)
		if (!strcmp((*c)->name, name))
			return *c;
	return NULL;
}

int main(int argc, char **argv)
{
	const struct command *command;
	int i = 1;

	setlocale(LC_CTYPE, "");
	terminal_guard();
	while (i + 1 < argc && !strcmp(argv[i], "-C")) {
		if (chdir(argv[i + 1])) {
			perror(argv[i + 1]);
			return EXIT_TROUBLE;
		}
		i += 2;
	}
	if (i >= argc)
		return usage(EXIT_TROUBLE);
	if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h") ||
	    !strcmp(argv[i], "help"))
		return usage(EXIT_OK);
	if (!strcmp(argv[i], "--version")) {
		puts("kferry " KFERRY_VERSION);
		return EXIT_OK;
	}
	command = find_command(argv[i]);
	if (!command) {
		fprintf(stderr, "kferry: no command '%s' (see 'kferry --help')\n",
			argv[i]);
		return EXIT_TROUBLE;
	}
	memory_prepare();
	return command_run(command, argc - i, argv + i);
}
