/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>
#include <stdio.h>

#include "branch/project.h"
#include "build/build.h"
#include "cmd/commands.h"
#include "util/json-text.h"

struct cmd_build_options {
	struct build_options build;
	char **variants;
	gboolean json;
};

static void report(const struct branch *b, const struct branch_variant *v,
		   const struct kernel *k, json_t *list)
{
	if (list) {
		json_array_append_new(
			list,
			json_pack("{s:o s:o s:o s:o s:o s:b s:f s:f}", "branch",
				  json_text(b->name), "variant", json_text(v->name),
				  "release", json_text(k->release), "image",
				  json_text(k->image), "vmlinux", json_text(k->vmlinux),
				  "made", k->made, "seconds", k->took, "waited",
				  k->waited));
		return;
	}
	printf("%s %s: Linux %s ", b->name, v->name, k->release);
	if (!k->made)
		printf("is up to date");
	else if (k->waited < 1)
		printf("built in %.0f s", k->took);
	else
		printf("built in %.0f s, after %.0f s of waiting", k->took, k->waited);
	printf(": %s\n", k->image);
	fflush(stdout);
}

static gboolean build_one(const struct branch *b, const struct branch_variant *v,
			  const struct cmd_build_options *options, json_t *list,
			  GError **error)
{
	g_autoptr(Kernel) k = build_variant(b, v, &options->build, error);

	if (!k)
		return FALSE;
	report(b, v, k, list);
	return TRUE;
}

static gboolean build_branch(const char *name, const struct cmd_build_options *options,
			     json_t *list, GError **error)
{
	g_autoptr(Branch) b = project_branch(NULL, name, error);

	if (!b)
		return FALSE;
	for (guint i = 0; !options->variants && i < b->variants->len; i++)
		if (!build_one(b, b->variants->pdata[i], options, list, error))
			return FALSE;
	for (char **v = options->variants; v && *v; v++) {
		const struct branch_variant *variant = branch_variant(b, *v, error);

		if (!variant || !build_one(b, variant, options, list, error))
			return FALSE;
	}
	return TRUE;
}

static int run(const struct command *command, const struct cmd_build_options *options,
	       char **names)
{
	json_t *list = options->json ? json_array() : NULL;
	GError *error = NULL;

	for (char **name = names; *name; name++)
		if (!build_branch(*name, options, list, &error))
			break;
	if (list) {
		json_dumpf(list, stdout, JSON_INDENT(2));
		putchar('\n');
		json_decref(list);
	}
	return error ? command_failed(command, error) : EXIT_OK;
}

int cmd_build(const struct command *command, int argc, char **argv)
{
	g_auto(GStrv) variants = NULL;
	g_autofree char *version = NULL;
	g_autofree char *from = NULL;
	g_autofree char *config = NULL;
	struct cmd_build_options options = {.json = FALSE};
	int jobs = 0;
	const GOptionEntry entries[] = {
		{"variant", 'v', 0, G_OPTION_ARG_STRING_ARRAY, &variants,
		 "Build only this variant; may be repeated", "NAME"},
		{"jobs", 'j', 0, G_OPTION_ARG_INT, &jobs,
		 "Run N compile jobs in parallel (default: one per processor)", "N"},
		{"config", 0, 0, G_OPTION_ARG_FILENAME, &config,
		 "Add a kconfig fragment on top of the branch's", "FILE"},
		{"version", 'V', 0, G_OPTION_ARG_STRING, &version,
		 "Use this version instead of the branch's own", "VERSION"},
		{"from", 0, 0, G_OPTION_ARG_FILENAME, &from,
		 "Use your own tree, bare git repository or tarball", "DIR|TARBALL"},
		{"json", 0, 0, G_OPTION_ARG_NONE, &options.json, "Print JSON", NULL},
		{NULL},
	};

	if (!command_options(command, entries, NULL, &argc, &argv))
		return EXIT_TROUBLE;
	if (argc < 2)
		return command_usage(command, "which branch?");
	if (jobs < 0)
		return command_usage(command, "--jobs %d makes no sense", jobs);
	options.variants = variants;
	options.build.version = version;
	options.build.from = from;
	options.build.config = config;
	options.build.jobs = jobs;
	return run(command, &options, argv + 1);
}
