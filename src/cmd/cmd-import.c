/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "branch/project.h"
#include "cmd/commands.h"
#include "upstream/git-import.h"
#include "util/error.h"

struct import_options {
	char *git, *to, *out, *project;
};

/* The directory of the series that is to be written. */
static char *target_dir(const struct import_options *options, GError **error)
{
	g_autoptr(Branch) branch = NULL;

	if (options->out)
		return g_strdup(options->out);
	branch = project_branch(options->project, options->to, error);
	return branch ? g_build_filename(branch->dir, "patches", branch->name, NULL)
		      : NULL;
}

/* The series that is there, or an empty one. */
static struct patch_queue *load_target(const char *dir, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "series", NULL);

	return g_file_test(path, G_FILE_TEST_EXISTS) ? patch_queue_load(path, error)
						     : patch_queue_new(path);
}

static gboolean import_git(const struct import_options *options, const char *range,
			   GError **error)
{
	g_autofree char *dir = target_dir(options, error);
	g_autoptr(PatchQueue) queue = dir ? load_target(dir, error) : NULL;
	g_autoptr(GitRepo) repo = queue ? git_repo_open(options->git, error) : NULL;
	struct git_imported imported;
	guint changed;

	if (!repo || !git_import(repo, range, queue, &imported, error) ||
	    !patch_queue_store(queue, dir, "series", &changed, error))
		return FALSE;
	printf("%s: %u patches kept, %u changed, %u added, %u removed; %u files "
	       "written or removed\n",
	       dir, imported.kept, imported.refreshed, imported.added, imported.removed,
	       changed);
	return TRUE;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct import_options *o = data;
	GError *error = NULL;

	if (argc != 2 || !o->git)
		return command_usage(command, "--git DIR and a RANGE are needed");
	if (!o->to == !o->out)
		return command_usage(command, "one of --to and --out is needed");
	return import_git(o, argv[1], &error) ? EXIT_OK
					      : command_failed(command, error);
}

#define FIELD(member) OPTION_FIELD(struct import_options, member)

static const struct option_entry options[] = {
	{"git", 0, VALUE_DIR, FIELD(git), "Commits of this git repository", "DIR"},
	{"to", 0, VALUE_BRANCH, FIELD(to), "Write the series of this branch", "BRANCH"},
	{"out", 0, VALUE_DIR, FIELD(out), "Write the series to this directory", "DIR"},
	OPTION_PROJECT(FIELD(project)),
	{NULL},
};

const struct command cmd_import = {
	.name = "import",
	.synopsis = "--git DIR RANGE --to BRANCH",
	.summary = "bring commits in as a series",
	.notes =
		"Writes the series of BRANCH, patches/BRANCH, or with --out that of a\n"
		"directory. Of --git, RANGE is BASE..TIP, one patch a commit. Patches "
		"whose\n"
		"commit nobody has touched stay as they are, byte for byte, and so do "
		"the\n"
		"lines between them.",
	.options = options,
	.size = sizeof(struct import_options),
	.operands = {{VALUE_TEXT}},
	.run = run,
};
