/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/command.h"

#include <stdio.h>

#include "util/error.h"
#include "util/visible.h"

gboolean command_options(const struct command *command, const GOptionEntry *entries,
			 const char *notes, int *argc, char ***argv)
{
	g_autoptr(GOptionContext) context = g_option_context_new(command->args);
	g_autoptr(GError) error = NULL;
	g_autofree char *name = g_strconcat("kferry ", command->name, NULL);

	g_set_prgname(name);
	g_option_context_set_summary(context, command->summary);
	if (notes)
		g_option_context_set_description(context, notes);
	if (entries)
		g_option_context_add_main_entries(context, entries, NULL);
	if (g_option_context_parse(context, argc, argv, &error))
		return TRUE;
	g_printerr("%s: %s (see '%s --help')\n", name, error->message, name);
	return FALSE;
}

int command_usage(const struct command *command, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	g_printerr("kferry %s: %s\nusage: kferry %s %s\n", command->name, message,
		   command->name, command->args);
	return EXIT_TROUBLE;
}

int command_failed(const struct command *command, GError *error)
{
	g_autofree char *message = NULL;
	int code = EXIT_TROUBLE;

	if (!error) {
		g_printerr("kferry %s: failed, and did not say why\n", command->name);
		return code;
	}
	message = visible_text(error->message, -1, "\t");
	g_printerr("kferry %s: %s\n", command->name, message);
	if (g_error_matches(error, KF_ERROR, KF_ERROR_NEGATIVE))
		code = EXIT_NEGATIVE;
	else if (g_error_matches(error, KF_ERROR, KF_ERROR_INVALID))
		code = EXIT_INVALID;
	g_error_free(error);
	return code;
}
