/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry initramfs: packs an init and other files for a guest. */
#include <string.h>

#include "cmd/commands.h"
#include "util/error.h"
#include "vm/initramfs.h"

static gboolean add_pair(struct initramfs *image, const char *pair, GError **error)
{
	const char *equals = strchr(pair, '=');
	g_autofree char *source = NULL;

	if (!equals || equals[1] != '/') {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "'%s' is not of the form SOURCE=/PATH", pair);
		return FALSE;
	}
	source = g_strndup(pair, equals - pair);
	return initramfs_add(image, source, equals + 1, error);
}

int cmd_initramfs(const struct command *command, int argc, char **argv)
{
	g_autofree char *out = NULL;
	g_auto(GStrv) pairs = NULL;
	const GOptionEntry entries[] = {
		{"out", 'o', 0, G_OPTION_ARG_FILENAME, &out,
		 "Write the archive to FILE", "FILE"},
		{"add", 'a', 0, G_OPTION_ARG_FILENAME_ARRAY, &pairs,
		 "add a file, link or directory as PATH", "SOURCE=/PATH"},
		{NULL},
	};
	g_autoptr(Initramfs) image = initramfs_new();
	GError *error = NULL;

	if (!command_options(command, entries, NULL, &argc, &argv))
		return EXIT_TROUBLE;
	if (argc != 2 || !out)
		return command_usage(command, "give --out and one INIT");
	initramfs_add_nodes(image);
	if (!initramfs_add(image, argv[1], "/init", &error))
		return command_failed(command, error);
	for (char **pair = pairs; pair && *pair; pair++)
		if (!add_pair(image, *pair, &error))
			return command_failed(command, error);
	if (!initramfs_write(image, out, &error))
		return command_failed(command, error);
	return EXIT_OK;
}
