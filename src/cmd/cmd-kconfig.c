/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "branch/project.h"
#include "branch/source.h"
#include "build/dotconfig.h"
#include "build/kbuild.h"
#include "build/kconfig.h"
#include "build/patch-config.h"
#include "build/suite-config.h"
#include "cmd/commands.h"
#include "util/fs.h"

struct kconfig_options {
	char *arch;
	char *flavour;
	char *config;
	char *out;
	char *version;
	char *from;
	char *patch;
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
			    const struct kconfig_options *options,
			    const struct kconfig *k, const struct pristine *tree,
			    GError **error)
{
	g_autofree char *text = dotconfig_make(b, k, tree, error);

	if (!text)
		return FALSE;
	if (options->out)
		return fs_output(options->out, text, strlen(text), error);
	if (!options->check)
		fputs(text, stdout);
	return TRUE;
}

static struct kconfig *compose(const struct branch *b,
			       const struct kconfig_options *options,
			       const struct pristine *tree, GError **error)
{
	const struct branch_flavour *flavour = NULL;

	if (options->flavour) {
		flavour = branch_flavour(b, options->flavour, error);
		if (!flavour)
			return NULL;
	}
	if (!flavour)
		return suite_config_compose(b, b->suites, NULL, options->config,
					    tree->dir, NULL, error);
	return kconfig_compose(b, flavour->config, options->config, error);
}

/* Prints what @o->patch needs in addition to the branch's configuration. */
static gboolean print_needs(const struct branch *b, const struct kconfig_options *o,
			    const struct kconfig *k, const struct pristine *tree,
			    GError **error)
{
	g_autoptr(Patch) patch = patch_load(o->patch, error);
	g_autofree char *text = patch ? patch_config_make(patch, tree->dir,
							  b->arch->directory, k, error)
				      : NULL;

	if (!text)
		return FALSE;
	if (o->out)
		return fs_output(o->out, text, strlen(text), error);
	fputs(text, stdout);
	return TRUE;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct kconfig_options *o = data;
	g_autoptr(Branch) b = NULL;
	g_autoptr(Pristine) tree = NULL;
	g_autoptr(Kconfig) k = NULL;
	GError *error = NULL;

	if (argc != 2)
		return command_usage(command, "give one BRANCH");
	b = project_branch_on(NULL, argv[1], o->arch, &error);
	tree = b ? source_get(b, o->version, o->from, &error) : NULL;
	k = tree ? compose(b, o, tree, &error) : NULL;
	if (!k)
		return command_failed(command, error);
	if (o->patch)
		return print_needs(b, o, k, tree, &error)
			       ? EXIT_OK
			       : command_failed(command, error);
	show_overrides(k);
	kconfig_show_notes(k, b->name);
	return make_config(b, o, k, tree, &error) ? EXIT_OK
						  : command_failed(command, error);
}

#define FIELD(member) OPTION_FIELD(struct kconfig_options, member)

static const struct option_entry options[] = {
	{"check", 0, VALUE_NONE, FIELD(check),
	 "Print nothing; the exit status shows whether all symbols are granted", NULL},
	{"out", 'o', VALUE_FILE, FIELD(out),
	 "Write the .config to FILE instead of printing it", "FILE"},
	{"for", 0, VALUE_PATCH, FIELD(patch),
	 "Print a fragment with the options needed to compile this patch", "PATCH"},
	{"flavour", 0, VALUE_FLAVOUR, FIELD(flavour),
	 "Use this flavour of the branch's packages", "NAME"},
	OPTION_ARCH(FIELD(arch)),
	OPTION_CONFIG(FIELD(config)),
	OPTION_VERSION(FIELD(version)),
	OPTION_FROM(FIELD(from)),
	{NULL},
};

const struct command cmd_kconfig = {
	.name = "kconfig",
	.synopsis = "[--for PATCH] BRANCH",
	.summary = "compose and check a kernel configuration",
	.options = options,
	.size = sizeof(struct kconfig_options),
	.operands = {{VALUE_BRANCH}},
	.run = run,
};
