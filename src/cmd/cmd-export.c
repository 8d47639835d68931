/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "branch/project.h"
#include "branch/source.h"
#include "cmd/commands.h"
#include "upstream/format.h"
#include "upstream/git-export.h"
#include "util/error.h"

struct export_options {
	char *git, *format, *version, *branch, *base, *author, *series, *source,
		*project;
	int fuzz;
	gboolean force, no_changelog;
};

#define NO_AUTHOR "unknown author <unknown@localhost>"

/* Values from a branch of the project instead of options. */
struct export_from {
	Branch *branch; /* NULL: --series was used */
	Pristine *source;
	char *series;
};

static void from_clear(struct export_from *from)
{
	g_clear_pointer(&from->branch, branch_free);
	g_clear_pointer(&from->source, pristine_free);
	g_free(from->series);
}

static gboolean from_branch(struct export_from *from,
			    const struct export_options *options, const char *name,
			    GError **error)
{
	from->branch = project_branch(options->project, name, error);
	if (!from->branch)
		return FALSE;
	from->series = options->series ? g_strdup(options->series)
				       : branch_patch_path(from->branch, "series");
	if (options->base || options->source)
		return TRUE;
	from->source = source_get(from->branch, NULL, NULL, error);
	return from->source != NULL;
}

static gboolean export_git(const struct export_options *options, const char *name,
			   GError **error)
{
	struct export_from from = {NULL};
	struct git_export what = {.dir = options->git,
				  .branch = options->branch,
				  .base = options->base,
				  .source = options->source,
				  .origin = options->source,
				  .version = name ?: "source",
				  .author = options->author ?: NO_AUTHOR,
				  .fuzz = options->fuzz,
				  .force = options->force};
	g_autoptr(PatchQueue) queue = NULL;
	struct git_exported exported = {NULL};
	gboolean ok = FALSE;

	if (name ? from_branch(&from, options, name, error)
		 : (from.series = g_strdup(options->series)) != NULL) {
		if (from.branch && from.branch->package && !options->author)
			what.author = from.branch->package->maintainer;
		if (from.branch)
			what.version = from.branch->version;
		if (from.source) {
			what.source = from.source->dir;
			what.origin = from.source->identity;
		}
		queue = patch_queue_load(from.series, error);
		ok = queue && git_export(&what, queue, &exported, error);
	}
	if (ok)
		printf("%s: %s: %u commits on %.12s%s, tip %.12s\n", options->git,
		       options->branch, exported.commits, exported.base,
		       exported.made_base ? ", which is the unpacked source" : "",
		       exported.tip);
	git_exported_clear(&exported);
	from_clear(&from);
	return ok;
}

static gboolean export_format(const struct export_options *options, const char *path,
			      const char *name, GError **error)
{
	const struct format *format = format_find(options->format, path, error);
	struct format_options how = {.version = options->version,
				     .author = options->author,
				     .time = g_get_real_time() / G_USEC_PER_SEC,
				     .changelog = !options->no_changelog};
	g_autoptr(Branch) branch = NULL;
	g_autofree char *series = g_strdup(options->series);
	g_autoptr(PatchQueue) queue = NULL;
	guint changed;

	if (format && !series) {
		branch = project_branch(options->project, name, error);
		series = branch ? branch_patch_path(branch, "series") : NULL;
	}
	if (branch) {
		how.project = branch->dir;
		how.branch = branch->name;
	}
	queue = format && series ? patch_queue_load(series, error) : NULL;
	if (!queue || !format->write(queue, path, &how, &changed, error))
		return FALSE;
	printf("%s (%s): %u patches; %u files written or removed\n", path, format->name,
	       queue->patches->len, changed);
	return TRUE;
}

static int run_format(const struct command *command, const struct export_options *o,
		      int argc, char **argv)
{
	GError *error = NULL;

	if (argc != (o->series ? 2 : 3))
		return command_usage(command,
				     "DIR and BRANCH are needed, or DIR and --series");
	return export_format(o, argv[1], argv[2], &error)
		       ? EXIT_OK
		       : command_failed(command, error);
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct export_options *o = data;
	GError *error = NULL;

	if (!o->git)
		return run_format(command, o, argc, argv);
	if (o->format)
		return command_usage(command, "one of --git and --format");
	if (!o->branch)
		return command_usage(command, "--branch B is needed");
	if (argc > 2 || (argc < 2 && !o->series))
		return command_usage(command, "one BRANCH is needed, or --series");
	if (argc < 2 && !o->base && !o->source)
		return command_usage(command, "--series requires --base or --source");
	return export_git(o, argv[1], &error) ? EXIT_OK
					      : command_failed(command, error);
}

#define FIELD(member) OPTION_FIELD(struct export_options, member)

static const struct option_entry options[] = {
	{"git", 0, VALUE_DIR, FIELD(git), "Create commits in this git repository",
	 "DIR"},
	{"format", 0, VALUE_CHOICE, FIELD(format), "Format of DIR (default: detected)",
	 FORMAT_CHOICES},
	{"version", 'V', VALUE_TEXT, FIELD(version),
	 "Version, if the project has a directory for each version", "VERSION"},
	{"no-changelog", 0, VALUE_NONE, FIELD(no_changelog),
	 "Do not add an entry to debian/changelog", NULL},
	{"branch", 0, VALUE_TEXT, FIELD(branch), "Write this branch of the repository",
	 "B"},
	{"base", 0, VALUE_TEXT, FIELD(base), "Parent of the first commit", "REVISION"},
	{"source", 0, VALUE_DIR, FIELD(source), "Start from this unpacked source",
	 "DIR"},
	{"series", 0, VALUE_SERIES, FIELD(series),
	 "Use this series file instead of the branch's", "SERIES"},
	{"author", 0, VALUE_TEXT, FIELD(author),
	 "Author of patches that name none (default: the maintainer of the packages)",
	 "NAME <MAIL>"},
	{"fuzz", 0, VALUE_COUNT, FIELD(fuzz),
	 "Ignore up to N lines of context (default 0)", "N"},
	{"force", 0, VALUE_NONE, FIELD(force),
	 "Overwrite the commits of an existing branch", NULL},
	OPTION_PROJECT(FIELD(project)),
	{NULL},
};

const struct command cmd_export = {
	.name = "export",
	.synopsis = "--git DIR --branch B BRANCH | [--format FORMAT] DIR BRANCH",
	.summary = "write a series as commits, mail or a distribution's patches",
	.notes = "The parent of the first commit is --base, otherwise the tag vVERSION "
		 "if DIR has\n"
		 "it, otherwise the unpacked source, which is written once. DIR is "
		 "created if it\n"
		 "does not exist. To overwrite a branch that was not exported, use "
		 "--force.\n"
		 "\n"
		 "Without --git, DIR is the packaging of a distribution or a mailbox; "
		 "kferry\n"
		 "changes only what differs from the series.",
	.options = options,
	.size = sizeof(struct export_options),
	.operands = {{VALUE_PATH}, {VALUE_BRANCH}},
	.run = run,
};
