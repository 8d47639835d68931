#include <stdio.h>
#include <string.h>

#include "branch-patches.h"
#include "commands.h"
#include "error.h"
#include "patchcmp.h"

static int compare(const struct command *self, const struct patch *a,
		   const struct patch *b)
{
	g_autoptr(GString) out = g_string_new(NULL);
	GError *error = NULL;

	if (!patchcmp_print(a, b, out, &error))
		return command_failed(self, error);
	fwrite(out->str, 1, out->len, stdout);
	return out->len ? EXIT_NEGATIVE : EXIT_OK;
}

static int diff_files(const struct command *self, const char *a, const char *b)
{
	GError *error = NULL;
	g_autoptr(Patch) x = patch_load(a, &error);
	g_autoptr(Patch) y = x ? patch_load(b, &error) : NULL;

	return y ? compare(self, x, y) : command_failed(self, error);
}

static int diff_branches(const struct command *self, const char *project, char **args)
{
	GError *error = NULL;
	g_autoptr(BranchPatches) a = branch_patches_load(project, args[0], &error);
	g_autoptr(BranchPatches) b =
		a ? branch_patches_load(project, args[1], &error) : NULL;
	const struct branch_patch *x, *y;

	if (!b)
		return command_failed(self, error);
	x = branch_patches_named(a, args[2]);
	y = x ? branch_patches_like(b, x) : NULL;
	if (y)
		return compare(self, x->patch, y->patch);
	g_set_error(&error, KF_ERROR, KF_ERROR_INPUT, "%s has no such patch as %s",
		    x ? args[1] : args[0], args[2]);
	return command_failed(self, error);
}

int cmd_diff(const struct command *self, int argc, char **argv)
{
	g_autofree char *project = NULL;
	const GOptionEntry entries[] = {
		{"project", 0, 0, G_OPTION_ARG_FILENAME, &project,
		 "The folder of branches/ and patches/ (.)", "DIR"},
		{NULL, 0, 0, 0, NULL, NULL, NULL}};

	if (!command_options(self, entries, NULL, &argc, &argv))
		return EXIT_TROUBLE;
	if (argc == 3)
		return diff_files(self, argv[1], argv[2]);
	if (argc == 4)
		return diff_branches(self, project ? project : ".", argv + 1);
	return command_usage(self,
			     "two branches and a patch, or two files, are needed");
}
