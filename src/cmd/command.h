/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a command is, and what all commands share: how they are called, exit codes and
 * messages. A command checks its options, calls the core and prints; nothing else
 * belongs in a cmd-*.c file. Each such file ends with its struct command, which
 * commands.c lists.
 */
#pragma once

#include <glib.h>

#include "cmd/option.h"
#include "util/exit-code.h"

/* An operand, for shell completion: run() checks what it is given. */
struct operand {
	enum value_kind kind;
	const char *choices; /* of a VALUE_CHOICE, "stage|deb|rpm" */
	gboolean many;	     /* may be repeated; the last one only */
};

#define COMMAND_OPERANDS 4 /* the last is VALUE_NONE */

struct command {
	const char *name;
	const char *synopsis; /* what follows the name and "[OPTION...]" */
	const char *summary;  /* one line, no full stop, no capital */
	gboolean hidden;      /* from help: for programs */
	const char *notes;    /* shown under the options by --help, or NULL */

	const struct option_entry *options; /* or NULL */
	gsize size;		/* of the struct that they set, 0 for none */
	gconstpointer defaults; /* such a struct without strings, NULL: all zero */
	struct operand operands[COMMAND_OPERANDS];

	/*
	 * @options is the struct of this call, freed with its strings after run(). @argv
	 * holds the command's name and its operands, and a NULL. Returns the exit code.
	 */
	int (*run)(const struct command *command, gpointer options, int argc,
		   char **argv);
};

/* Parses the options in @argv, which begins with the command's name, and runs it. */
int command_run(const struct command *command, int argc, char **argv);

/* Says on stderr how @command is called, after @format; returns EXIT_TROUBLE. */
int command_usage(const struct command *command, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/*
 * Says "kferry NAME: message" on stderr, in one line whatever names are in it (see
 * visible.h).
 */
void command_say(const struct command *command, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/*
 * Says @error, takes ownership of it, and returns the exit code that belongs to it:
 * EXIT_NEGATIVE for KF_ERROR_NEGATIVE, EXIT_INVALID for KF_ERROR_INVALID, else
 * EXIT_TROUBLE. One that is NULL is a mistake of ours: EXIT_TROUBLE, and that is said.
 */
int command_failed(const struct command *command, GError *error);
