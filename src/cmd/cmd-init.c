/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry init: creates a project. */
#include <stdio.h>
#include <string.h>

#include "branch/project-init.h"
#include "branch/source-pin.h"
#include "cmd/commands.h"

struct init_options {
	char *debian, *kernel, *tree, *git, *rev; /* one source; rev is only for git */
	char *series, *config, *branch;
	gboolean force;
};

static struct branch_source *find_source(const struct init_options *o, GError **error)
{
	return o->debian   ? source_pin_debian(o->debian, error)
	       : o->kernel ? source_pin_kernel_org(o->kernel, error)
	       : o->tree   ? source_pin_local(o->tree, error)
			   : source_pin_git(o->git, o->rev, error);
}

/* Prints what was created, and the next commands. */
static void print_made(const char *dir, const struct project_made *made,
		       const struct branch_source *source)
{
	printf("%s: branch %s, Linux %s, %u patch%s\n", dir, made->branch,
	       source->version, made->patches, made->patches == 1 ? "" : "es");
	if (made->dropped)
		printf("configs/custom.config: left out %u lines that are specific to "
		       "the build machine\n",
		       made->dropped);
	puts("Next:");
	if (strcmp(dir, "."))
		printf("  cd %s\n", dir);
	printf("  kferry env\n  kferry smoke %s\n", made->branch);
}

static int init(const struct command *command, const struct init_options *o,
		const char *dir)
{
	GError *error = NULL;
	struct branch_source *source = find_source(o, &error);
	struct project_request request = {.dir = dir,
					  .name = o->branch,
					  .source = source,
					  .series = o->series,
					  .config = o->config,
					  .force = o->force};
	struct project_made made = {NULL};

	if (source && project_init(&request, &made, &error))
		print_made(dir, &made, source);
	project_made_clear(&made);
	if (source)
		branch_source_free(source);
	return error ? command_failed(command, error) : EXIT_OK;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct init_options *o = data;

	if (!!o->debian + !!o->kernel + !!o->tree + !!o->git != 1)
		return command_usage(command, "give one source: --debian, --kernel, "
					      "--tree, or --git with --rev");
	if (!o->git != !o->rev)
		return command_usage(command, "--git and --rev must be given together");
	if (argc > 2)
		return command_usage(command, "give one DIR");
	return init(command, o, argc == 2 ? argv[1] : ".");
}

#define FIELD(member) OPTION_FIELD(struct init_options, member)

static const struct option_entry options[] = {
	{"debian", 0, VALUE_TEXT, FIELD(debian),
	 "Use the newest source in this Debian suite, or this version of Debian's "
	 "package linux",
	 "SUITE|VERSION"},
	{"kernel", 0, VALUE_VERSION, FIELD(kernel), "Use this version from kernel.org",
	 "VERSION"},
	{"tree", 0, VALUE_DIR, FIELD(tree), "Use this source tree", "DIR"},
	{"git", 0, VALUE_DIR, FIELD(git), "Use a commit of this git repository", "DIR"},
	{"rev", 0, VALUE_TEXT, FIELD(rev), "The commit, such as v6.12.94", "REV"},
	{"series", 0, VALUE_SERIES, FIELD(series),
	 "Copy this quilt series and its patches", "FILE"},
	{"config", 0, VALUE_FILE, FIELD(config),
	 "Use this .config as the flavour 'custom'", "FILE"},
	{"branch", 0, VALUE_TEXT, FIELD(branch),
	 "Name of the branch (default: that of the stable series)", "NAME"},
	{"force", 0, VALUE_NONE, FIELD(force),
	 "Allow a directory that is not empty; existing files are kept", NULL},
	{NULL},
};

const struct command cmd_init = {
	.name = "init",
	.synopsis = "[DIR]",
	.summary =
		"create a project from a kernel source, a series and a configuration",
	.options = options,
	.size = sizeof(struct init_options),
	.operands = {{VALUE_DIR}},
	.run = run,
};
