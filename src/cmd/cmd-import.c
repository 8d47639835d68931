/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "branch/project.h"
#include "cmd/commands.h"
#include "upstream/debian-config.h"
#include "upstream/format.h"
#include "upstream/git-import.h"
#include "util/error.h"

struct import_options {
	char *git, *format, *version, *config, *to, *out, *project;
};

/* Returns patches/BRANCH. Does not read the branch file: its series may only be created
 * now. */
static char *branch_dir(const char *project, const char *name, GError **error)
{
	g_autofree char *found = project ? NULL : project_find(error);
	g_autofree char *base = g_strndup(name, strcspn(name, "@"));
	const char *dir = project ?: found;
	g_auto(GStrv) names = dir ? branch_list(dir, error) : NULL;
	g_autofree char *known = NULL;

	if (!names)
		return NULL;
	if (g_strv_contains((const char *const *)names, base))
		return g_build_filename(dir, "patches", base, NULL);
	known = g_strjoinv(" ", names);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "no branch '%s'; there are: %s",
		    name, known);
	return NULL;
}

/* Returns the directory of the series to write. */
static char *target_dir(const struct import_options *options, GError **error)
{
	return options->out ? g_strdup(options->out)
			    : branch_dir(options->project, options->to, error);
}

/* Loads the existing series, or returns an empty one. */
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

/* Copies the fragments of Debian's configuration, and prints what a flavour needs. */
static gboolean import_config(const struct import_options *options, const char *path,
			      GError **error)
{
	g_autofree char *found = options->project ? NULL : project_find(error);
	const char *project = options->project ?: found;
	g_auto(GStrv) names = NULL;
	g_autofree char *list = NULL;
	guint changed;

	if (!project)
		return FALSE;
	names = debian_config_import(path, project, options->to, options->config,
				     &changed, error);
	if (!names)
		return FALSE;
	list = g_strjoinv("?;", names);
	printf("%s/configs: %u fragments of %s; %u files written\nconfig=%s?\n",
	       project, g_strv_length(names), options->config, changed, list);
	return TRUE;
}

/* Replaces the whole existing series. */
static gboolean import_format(const struct import_options *options, const char *path,
			      GError **error)
{
	g_autofree char *dir = target_dir(options, error);
	const struct format *format =
		dir ? format_find(options->format, path, error) : NULL;
	struct format_options how = {.version = options->version};
	g_autoptr(PatchQueue) queue = format ? format->read(path, &how, error) : NULL;
	guint changed;

	if (!queue || (options->config && !import_config(options, path, error)) ||
	    !patch_queue_store(queue, dir, "series", &changed, error))
		return FALSE;
	printf("%s: %u patches of %s (%s); %u files written or removed\n", dir,
	       queue->patches->len, path, format->name, changed);
	return TRUE;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct import_options *o = data;
	GError *error = NULL;

	if (argc != 2)
		return command_usage(command, o->git ? "a RANGE is needed"
						     : "a DIR or FILE is needed");
	if (o->git && o->format)
		return command_usage(command, "one of --git and --format");
	if (!o->to == !o->out)
		return command_usage(command, "one of --to and --out is needed");
	if (o->config && (o->git || !o->to || g_strcmp0(o->format, "debian")))
		return command_usage(command,
				     "--config needs --format debian and --to BRANCH");
	return (o->git ? import_git(o, argv[1], &error)
		       : import_format(o, argv[1], &error))
		       ? EXIT_OK
		       : command_failed(command, error);
}

#define FIELD(member) OPTION_FIELD(struct import_options, member)

static const struct option_entry options[] = {
	{"git", 0, VALUE_DIR, FIELD(git), "Use commits of this git repository", "DIR"},
	{"format", 0, VALUE_CHOICE, FIELD(format), "Format of DIR (default: detected)",
	 FORMAT_CHOICES},
	{"version", 'V', VALUE_TEXT, FIELD(version),
	 "Version, if the project has a directory for each version", "VERSION"},
	{"config", 0, VALUE_TEXT, FIELD(config),
	 "With --format debian: also copy the kernel configuration of this build",
	 "ARCH[/FEATURESET[/FLAVOUR]]"},
	{"to", 0, VALUE_BRANCH, FIELD(to), "Write the series of this branch", "BRANCH"},
	{"out", 0, VALUE_DIR, FIELD(out), "Write the series to this directory", "DIR"},
	OPTION_PROJECT(FIELD(project)),
	{NULL},
};

const struct command cmd_import = {
	.name = "import",
	.synopsis = "--git DIR RANGE --to BRANCH | [--format FORMAT] DIR --to BRANCH",
	.summary = "convert commits, mail or a distribution's patches to a series",
	.notes = "Writes the series of BRANCH in patches/BRANCH, or with --out in a "
		 "directory.\n"
		 "With --git, RANGE is BASE..TIP, and each commit becomes a patch. "
		 "Patches of\n"
		 "commits that have not changed since an export are kept byte for "
		 "byte, with the\n"
		 "lines around them in the series.\n"
		 "\n"
		 "Without --git, DIR is the packaging of a distribution or a mailbox.",
	.options = options,
	.size = sizeof(struct import_options),
	.operands = {{VALUE_PATH}},
	.run = run,
};
