/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "branch/project.h"
#include "build/build.h"
#include "build/slurm-watch.h"
#include "build/slurm.h"
#include "cmd/commands.h"
#include "util/json-print.h"
#include "util/json-text.h"

struct cmd_build_options {
	struct build_options build;
	char **variants;
	char *arch;
	gboolean json, check;
};

static void report(const struct branch *b, const struct branch_variant *v,
		   const struct kernel *k, json_t *list)
{
	if (list) {
		json_array_append_new(
			list,
			json_pack("{s:o s:s s:o s:o s:o s:o s:b s:f s:f}", "branch",
				  json_text(b->name), "arch", b->arch->name, "variant",
				  json_text(v->name), "release", json_text(k->release),
				  "image", json_text(k->image), "vmlinux",
				  json_text(k->vmlinux), "made", k->made, "seconds",
				  k->took, "waited", k->waited));
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
	g_autoptr(Kernel) k = options->check
				      ? build_find(b, v, &options->build, error)
				      : build_variant(b, v, &options->build, error);

	if (!k)
		return FALSE;
	report(b, v, k, list);
	return TRUE;
}

static gboolean build_branch(const char *name, const struct cmd_build_options *options,
			     json_t *list, GError **error)
{
	g_autoptr(Branch) b = project_branch_on(NULL, name, options->arch, error);
	g_auto(GStrv) usual = NULL;

	if (!b)
		return FALSE;
	usual = branch_variant_names(b, FALSE);
	for (char **v = options->variants ?: usual; *v; v++) {
		const struct branch_variant *variant = branch_variant(b, *v, error);

		if (!variant || !build_one(b, variant, options, list, error))
			return FALSE;
	}
	return TRUE;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	struct cmd_build_options *options = data;
	json_t *list;
	GError *error = NULL;

	if (argc < 2)
		return command_usage(command, "give at least one BRANCH");
	options->build.node = slurm_node(&error);
	if (error)
		return command_failed(command, error);
	slurm_beat();
	list = options->json ? json_array() : NULL;
	for (char **name = argv + 1; *name; name++)
		if (!build_branch(*name, options, list, &error))
			break;
	if (list)
		json_print(stdout, list);
	return error ? command_failed(command, error) : EXIT_OK;
}

#define FIELD(member) OPTION_FIELD(struct cmd_build_options, member)

static const struct option_entry options[] = {
	{"variant", 'v', VALUE_VARIANT, FIELD(variants),
	 "Build only this variant; may be repeated", "NAME"},
	OPTION_ARCH(FIELD(arch)),
	OPTION_JOBS(FIELD(build.jobs)),
	OPTION_CONFIG(FIELD(build.config)),
	OPTION_VERSION(FIELD(build.version)),
	OPTION_FROM(FIELD(build.from)),
	{"check", 0, VALUE_NONE, FIELD(check),
	 "Build nothing: exit status 1 if something is not up to date", NULL},
	OPTION_JSON(FIELD(json)),
	{NULL},
};

const struct command cmd_build = {
	.name = "build",
	.synopsis = "BRANCH...",
	.summary = "build the variants of a branch",
	.options = options,
	.size = sizeof(struct cmd_build_options),
	.operands = {{VALUE_BRANCH, .many = TRUE}},
	.run = run,
};
