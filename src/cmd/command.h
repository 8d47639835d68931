/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The description of a command, and what all commands share: usage, exit codes and
 * messages. A command checks its options, calls the core and prints; nothing else
 * belongs in a cmd-*.c file. Each of these files ends with its struct command, which
 * commands.c lists.
 */
#pragma once

#include <glib.h>

#include "cmd/option.h"
#include "util/exit-code.h"

/* An operand, for shell completion only: run() must check it. */
struct operand {
	enum value_kind kind;
	const char *choices; /* for VALUE_CHOICE, "stage|deb|rpm" */
	gboolean many;	     /* may be repeated; only for the last one */
};

#define COMMAND_OPERANDS 4 /* the last is VALUE_NONE */

struct command {
	const char *name;
	const char *synopsis; /* what follows the name and "[OPTION...]" */
	const char *summary;  /* one line, no full stop, no capital */
	gboolean hidden;      /* not in help: for programs */
	const char *notes;    /* shown after the options by --help, or NULL */

	const struct option_entry *options; /* or NULL */
	gsize size;		/* of the struct for their values; 0: none */
	gconstpointer defaults; /* such a struct without strings; NULL: all zero */
	struct operand operands[COMMAND_OPERANDS];

	/*
	 * @options is the struct of this call, freed with its strings after run().
	 * @argv contains the command's name, its operands, and NULL. Returns the exit
	 * code.
	 */
	int (*run)(const struct command *command, gpointer options, int argc,
		   char **argv);
};

/* Parses the options in @argv, which begins with the command's name, and runs the
 * command. */
int command_run(const struct command *command, int argc, char **argv);

/* Prints @format and the usage of @command on stderr; returns EXIT_TROUBLE. */
int command_usage(const struct command *command, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/* Prints "kferry NAME: message" on stderr, always as one line of visible characters
 * (see visible.h). */
void command_say(const struct command *command, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/*
 * Prints @error, takes ownership of it, and returns its exit code: EXIT_NEGATIVE for
 * KF_ERROR_NEGATIVE, EXIT_INVALID for KF_ERROR_INVALID, else EXIT_TROUBLE. NULL is a
 * bug in kferry: prints that, and returns EXIT_TROUBLE.
 */
int command_failed(const struct command *command, GError *error);
