/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry initramfs: packs an init and other files for a guest. */
#include <string.h>

#include "cmd/commands.h"
#include "util/error.h"
#include "vm/initramfs.h"

struct initramfs_options {
	char *out;
	char **pairs;
};

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

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct initramfs_options *o = data;
	g_autoptr(Initramfs) image = initramfs_new();
	GError *error = NULL;

	if (argc != 2 || !o->out)
		return command_usage(command, "give --out and one INIT");
	initramfs_add_nodes(image);
	if (!initramfs_add(image, argv[1], "/init", &error))
		return command_failed(command, error);
	for (char **pair = o->pairs; pair && *pair; pair++)
		if (!add_pair(image, *pair, &error))
			return command_failed(command, error);
	if (!initramfs_write(image, o->out, &error))
		return command_failed(command, error);
	return EXIT_OK;
}

#define FIELD(member) OPTION_FIELD(struct initramfs_options, member)

static const struct option_entry options[] = {
	{"out", 'o', VALUE_FILE, FIELD(out), "Write the archive to FILE", "FILE"},
	{"add", 'a', VALUE_PATH, FIELD(pairs),
	 "Add a file, link or directory as PATH; may be repeated", "SOURCE=/PATH"},
	{NULL},
};

const struct command cmd_initramfs = {
	.name = "initramfs",
	.synopsis = "--out FILE [--add SOURCE=/PATH]... INIT",
	.summary = "pack an init and other files into an initramfs",
	.options = options,
	.size = sizeof(struct initramfs_options),
	.operands = {{VALUE_FILE}},
	.run = run,
};
