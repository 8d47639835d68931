/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"

#include <string.h>

#include "util/error.h"
#include "util/visible.h"

static const struct option_entry no_options[] = {{NULL}};

static gboolean parse(const struct command *command, gpointer options, int *argc,
		      char ***argv)
{
	g_autoptr(GOptionContext) context = g_option_context_new(command->synopsis);
	g_autoptr(GError) error = NULL;
	g_autofree char *name = g_strconcat("kferry ", command->name, NULL);

	g_set_prgname(name);
	g_option_context_set_summary(context, command->summary);
	if (command->notes) {
		g_autofree char *notes = g_strconcat(command->notes, "\n", NULL);

		g_option_context_set_description(context, notes);
	}
	if (option_parse(context, command->options ?: no_options, options, argc, argv,
			 &error))
		return TRUE;
	command_say(command, "%s (see '%s --help')", error->message, name);
	return FALSE;
}

int command_run(const struct command *command, int argc, char **argv)
{
	g_autofree gpointer options = g_malloc0(command->size + 1);
	int code = EXIT_TROUBLE;

	if (command->defaults)
		memcpy(options, command->defaults, command->size);
	if (parse(command, options, &argc, &argv))
		code = command->run(command, options, argc, argv);
	option_clear(command->options ?: no_options, options);
	return code;
}

int command_usage(const struct command *command, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	command_say(command, "%s", message);
	g_printerr("usage: kferry %s [OPTION...]%s%s\n", command->name,
		   *command->synopsis ? " " : "", command->synopsis);
	return EXIT_TROUBLE;
}

void command_say(const struct command *command, const char *format, ...)
{
	g_autofree char *message = NULL;
	g_autofree char *line = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	line = visible_text(message, -1, "\t");
	g_printerr("kferry %s: %s\n", command->name, line);
}

int command_failed(const struct command *command, GError *error)
{
	int code = EXIT_TROUBLE;

	if (!error) {
		command_say(command, "failed with an unknown error");
		return code;
	}
	command_say(command, "%s", error->message);
	if (g_error_matches(error, KF_ERROR, KF_ERROR_NEGATIVE))
		code = EXIT_NEGATIVE;
	else if (g_error_matches(error, KF_ERROR, KF_ERROR_INVALID))
		code = EXIT_INVALID;
	g_error_free(error);
	return code;
}
