/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "branch/branch-patches.h"
#include "cmd/commands.h"
#include "patch/interdiff.h"
#include "util/error.h"

struct diff_options {
	char *project;
};

static int compare(const struct command *command, const struct patch *a,
		   const struct patch *b)
{
	g_autoptr(GString) out = g_string_new(NULL);
	GError *error = NULL;

	if (!interdiff_print(a, b, out, &error))
		return command_failed(command, error);
	fwrite(out->str, 1, out->len, stdout);
	return out->len ? EXIT_NEGATIVE : EXIT_OK;
}

static int diff_files(const struct command *command, const char *a, const char *b)
{
	GError *error = NULL;
	g_autoptr(Patch) x = patch_load(a, &error);
	g_autoptr(Patch) y = x ? patch_load(b, &error) : NULL;

	return y ? compare(command, x, y) : command_failed(command, error);
}

static int diff_branches(const struct command *command, const char *project,
			 char **args)
{
	GError *error = NULL;
	g_autoptr(BranchPatches) a = branch_patches_load(project, args[0], &error);
	g_autoptr(BranchPatches) b =
		a ? branch_patches_load(project, args[1], &error) : NULL;
	const struct branch_patch *x, *y;

	if (!b)
		return command_failed(command, error);
	x = branch_patches_named(a, args[2]);
	y = x ? branch_patches_like(b, x) : NULL;
	if (y)
		return compare(command, x->patch, y->patch);
	g_set_error(&error, KF_ERROR, KF_ERROR_INPUT, "%s has no patch %s",
		    x ? args[1] : args[0], args[2]);
	return command_failed(command, error);
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct diff_options *o = data;

	if (argc == 3)
		return diff_files(command, argv[1], argv[2]);
	if (argc == 4)
		return diff_branches(command, o->project, argv + 1);
	return command_usage(command,
			     "two branches and a patch, or two files, are needed");
}

#define FIELD(member) OPTION_FIELD(struct diff_options, member)

static const struct option_entry options[] = {
	OPTION_PROJECT(FIELD(project)),
	{NULL},
};

const struct command cmd_diff = {
	.name = "diff",
	.synopsis = "BRANCH BRANCH PATCH | FILE FILE",
	.summary = "show how a patch differs between branches",
	.options = options,
	.size = sizeof(struct diff_options),
	.operands = {{VALUE_BRANCH}, {VALUE_BRANCH}, {VALUE_PATCH}},
	.run = run,
};
