/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "branch/project.h"
#include "branch/source.h"
#include "build/dotconfig.h"
#include "build/kconfig.h"
#include "cmd/commands.h"
#include "util/fs.h"

struct cmd_kconfig_options {
	char *flavour;
	char *config;
	char *out;
	char *version;
	char *from;
	gboolean check;
};

static void show_overrides(const struct kconfig *k)
{
	const GPtrArray *requests = kconfig_requests(k);

	for (guint i = 0; i < requests->len; i++) {
		const struct kconfig_request *r = requests->pdata[i];

		for (; r->overridden; r = r->overridden)
			g_printerr("%s: %s (%s) overrides %s (%s)\n", r->symbol,
				   r->value, r->where, r->overridden->value,
				   r->overridden->where);
	}
}

static gboolean make_config(const struct branch *b,
			    const struct cmd_kconfig_options *options,
			    const struct kconfig *k, GError **error)
{
	g_autoptr(Pristine) tree =
		source_get(b, options->version, options->from, error);
	g_autofree char *text = tree ? dotconfig_make(b, k, tree, error) : NULL;

	if (!text)
		return FALSE;
	if (options->out)
		return fs_output(options->out, text, strlen(text), error);
	if (!options->check)
		fputs(text, stdout);
	return TRUE;
}

static struct kconfig *compose(const struct branch *b,
			       const struct cmd_kconfig_options *options,
			       GError **error)
{
	const struct branch_flavour *flavour = NULL;

	if (options->flavour) {
		flavour = branch_flavour(b, options->flavour, error);
		if (!flavour)
			return NULL;
	}
	return kconfig_compose(b, flavour ? flavour->config : b->config,
			       options->config, error);
}

int cmd_kconfig(const struct command *command, int argc, char **argv)
{
	struct cmd_kconfig_options options = {NULL};
	const GOptionEntry entries[] = {
		{"check", 0, 0, G_OPTION_ARG_NONE, &options.check,
		 "Print nothing; the exit status says whether all symbols are granted",
		 NULL},
		{"out", 'o', 0, G_OPTION_ARG_FILENAME, &options.out,
		 "Write the .config to FILE instead of printing it", "FILE"},
		{"flavour", 0, 0, G_OPTION_ARG_STRING, &options.flavour,
		 "Use this flavour of the branch's packages", "NAME"},
		{"config", 0, 0, G_OPTION_ARG_FILENAME, &options.config,
		 "Add a kconfig fragment on top of the branch's", "FILE"},
		{"version", 'V', 0, G_OPTION_ARG_STRING, &options.version,
		 "Use this version instead of the branch's own", "VERSION"},
		{"from", 0, 0, G_OPTION_ARG_FILENAME, &options.from,
		 "Use your own tree, bare git repository or tarball", "DIR|TARBALL"},
		{NULL},
	};
	g_autoptr(Branch) b = NULL;
	g_autoptr(Kconfig) k = NULL;
	GError *error = NULL;
	gboolean ok = FALSE;

	if (!command_options(command, entries, NULL, &argc, &argv))
		return EXIT_TROUBLE;
	if (argc != 2)
		return command_usage(command, "one branch, please");
	b = project_branch(NULL, argv[1], &error);
	k = b ? compose(b, &options, &error) : NULL;
	if (k) {
		show_overrides(k);
		ok = make_config(b, &options, k, &error);
	}
	g_free(options.flavour);
	g_free(options.config);
	g_free(options.out);
	g_free(options.version);
	g_free(options.from);
	return ok ? EXIT_OK : command_failed(command, error);
}
