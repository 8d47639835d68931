/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The commands of kferry and what they share: option parsing, exit codes and
 * error reporting. A command parses its options, calls the core and prints;
 * nothing else belongs in a cmd-*.c file.
 */
#pragma once

#include <glib.h>

#include "util/exit-code.h"

struct command {
	const char *name;
	const char *args;    /* synopsis after the name, as --help shows it */
	const char *summary; /* one line, no full stop */
	int (*run)(const struct command *command, int argc, char **argv);
};

/*
 * Parses the options of @command. @argc and @argv are those of run(); on return
 * they hold the command's name and its operands. @notes (may be NULL) is shown
 * under the options by --help. --help prints and exits with 0.
 * Returns FALSE, having said why on stderr, when the options are wrong: the
 * command then returns EXIT_TROUBLE.
 */
gboolean command_options(const struct command *command, const GOptionEntry *entries,
			 const char *notes, int *argc,
			 char ***argv) G_GNUC_WARN_UNUSED_RESULT;

/* Says on stderr how @command is called, after @format; returns EXIT_TROUBLE. */
int command_usage(const struct command *command, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

/*
 * Says @error on stderr as "kferry NAME: message", in one line whatever names are in it
 * (see visible.h), takes ownership of it, and
 * returns the exit code that belongs to it: EXIT_NEGATIVE for
 * KF_ERROR_NEGATIVE, EXIT_INVALID for KF_ERROR_INVALID, else EXIT_TROUBLE. One
 * that is NULL is a mistake of ours: EXIT_TROUBLE, and that is said.
 */
int command_failed(const struct command *command, GError *error);
