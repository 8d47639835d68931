/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry: one program with a table of commands. */
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/commands.h"
#include "util/memory.h"
#include "util/terminal.h"
#include "util/visible.h"

static int usage(int code)
{
	commands_print(code ? stderr : stdout);
	return code;
}

/* Changes to the directory of -C (may be NULL), or prints why it cannot. */
static gboolean enter(const char *dir)
{
	g_autofree char *shown = visible_text(dir ?: "", -1, "");

	if (!dir)
		fprintf(stderr, "kferry: -C takes a directory\n");
	else if (chdir(dir))
		fprintf(stderr, "kferry: -C %s: %s\n", shown, g_strerror(errno));
	else
		return TRUE;
	return FALSE;
}

int main(int argc, char **argv)
{
	const struct command *command;
	int i = 1;

	setlocale(LC_CTYPE, "");
	terminal_guard();
	for (; i < argc && !strcmp(argv[i], "-C"); i += 2)
		if (!enter(argv[i + 1]))
			return EXIT_TROUBLE;
	if (i >= argc)
		return usage(EXIT_TROUBLE);
	if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
		return usage(EXIT_OK);
	if (!strcmp(argv[i], "--version")) {
		puts("kferry " KFERRY_VERSION);
		return EXIT_OK;
	}
	command = command_find(argv[i]);
	if (!command) {
		fprintf(stderr, "kferry: no command '%s' (see 'kferry --help')\n",
			argv[i]);
		return EXIT_TROUBLE;
	}
	memory_prepare();
	return command_run(command, argc - i, argv + i);
}
