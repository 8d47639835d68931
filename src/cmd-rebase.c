#include <stdio.h>

#include "cache.h"
#include "commands.h"
#include "error.h"
#include "rebase-branch.h"
#include "rebase-dir.h"
#include "report-carry.h"

struct rebase_options {
	char *old_tree, *new_tree, *series, *out;
	gboolean json;
	gboolean go_on, skip, abort, undo; /* at most one */
};

static void options_clear(struct rebase_options *options)
{
	g_free(options->old_tree);
	g_free(options->new_tree);
	g_free(options->series);
	g_free(options->out);
}

static int print_result(const struct rebase *rebase, const struct rebase_dir *dir,
			gboolean json)
{
	const struct rebase_step *conflict = rebase_conflict(rebase);

	if (json)
		report_json_print(report_rebase_json(rebase));
	else
		report_rebase_text(rebase);
	if (conflict)
		g_printerr("kferry rebase: %s is in conflict: edit the files below "
			   "%s/conflict, then --continue; or --skip\n",
			   conflict->entry->name, dir->dir);
	return conflict ? EXIT_NEGATIVE : EXIT_OK;
}

/* Runs with the decisions that were taken, and puts the result in place. */
static int run(const struct command *self, const struct rebase_dir *dir, gboolean json)
{
	GError *error = NULL;
	g_autoptr(Rebase) rebase = rebase_dir_run(dir, &error);

	if (!rebase || !rebase_dir_publish(dir, rebase, &error))
		return command_failed(self, error);
	return print_result(rebase, dir, json);
}

/* Takes a decision about the first conflict. */
static gboolean decide(struct rebase_dir *dir, gboolean skip, GError **error)
{
	g_autoptr(Rebase) rebase = rebase_dir_run(dir, error);
	const struct rebase_step *conflict;

	if (!rebase)
		return FALSE;
	conflict = rebase_conflict(rebase);
	if (!conflict) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: nothing is in conflict", dir->dir);
		return FALSE;
	}
	if (!skip)
		return rebase_dir_resolve(dir, conflict, error);
	rebase_dir_skip(dir, conflict);
	return TRUE;
}

static int go_on(const struct command *self, const struct rebase_options *options)
{
	GError *error = NULL;
	g_autoptr(RebaseDir) dir = rebase_dir_load(options->out, &error);

	if (!dir)
		return command_failed(self, error);
	if (options->abort)
		return rebase_dir_abort(dir, &error) ? EXIT_OK
						     : command_failed(self, error);
	if (options->undo) {
		if (!rebase_dir_undo(dir))
			return command_usage(self, "no decision to take back");
	} else if (!decide(dir, options->skip, &error)) {
		return command_failed(self, error);
	}
	return run(self, dir, options->json);
}

static int begin(const struct command *self, const struct rebase_options *options)
{
	GError *error = NULL;
	g_autoptr(RebaseDir) dir =
		rebase_dir_new(options->out, options->old_tree, options->new_tree,
			       options->series, &error);

	return dir ? run(self, dir, options->json) : command_failed(self, error);
}

/* What a branch file says in place of options. */
static gboolean from_branch(struct rebase_options *options, const char *name,
			    const char *version, GError **error)
{
	if (!options->out)
		options->out = cache_path("rebase", name, NULL);
	return !version ||
	       rebase_branch_trees(name, version, &options->old_tree,
				   &options->new_tree, &options->series, error);
}

static const char notes[] =
	"With BRANCH VERSION: the branch's series, from its pinned version's tree to\n"
	"that of VERSION, to $KFERRY_CACHE/rebase/BRANCH unless --out says otherwise.";

static int dispatch(const struct command *self, struct rebase_options *options,
		    int argc, char **argv)
{
	guint verbs = options->go_on + options->skip + options->abort + options->undo;
	GError *error = NULL;

	if (verbs > 1)
		return command_usage(self,
				     "one of --continue, --skip, --undo, --abort");
	if (argc > 3 || (argc == 2 && !verbs) || (argc == 3 && verbs))
		return command_usage(self, "BRANCH VERSION, or BRANCH and what to do");
	if (argc > 1 && !from_branch(options, argv[1], argv[2], &error))
		return command_failed(self, error);
	if (!options->out)
		return command_usage(self, "--out is missing");
	if (verbs)
		return go_on(self, options);
	if (!options->old_tree || !options->new_tree || !options->series)
		return command_usage(self,
				     "--old-tree, --new-tree and --series are needed");
	return begin(self, options);
}

int cmd_rebase(const struct command *self, int argc, char **argv)
{
	struct rebase_options o = {NULL};
	const GOptionEntry entries[] = {
		{"old-tree", 0, 0, G_OPTION_ARG_FILENAME, &o.old_tree,
		 "The source that the series is for", "DIR"},
		{"new-tree", 0, 0, G_OPTION_ARG_FILENAME, &o.new_tree,
		 "The source that it is to be for", "DIR"},
		{"series", 0, 0, G_OPTION_ARG_FILENAME, &o.series, "The quilt series",
		 "SERIES"},
		{"out", 0, 0, G_OPTION_ARG_FILENAME, &o.out,
		 "Where the new series and patches go", "DIR"},
		{"continue", 0, 0, G_OPTION_ARG_NONE, &o.go_on,
		 "Take the edited files of the first conflict", NULL},
		{"skip", 0, 0, G_OPTION_ARG_NONE, &o.skip,
		 "Leave out the patch that is in conflict", NULL},
		{"undo", 0, 0, G_OPTION_ARG_NONE, &o.undo,
		 "Take back the last --continue or --skip", NULL},
		{"abort", 0, 0, G_OPTION_ARG_NONE, &o.abort, "Remove what was made",
		 NULL},
		{"json", 0, 0, G_OPTION_ARG_NONE, &o.json, "Print JSON", NULL},
		{NULL, 0, 0, 0, NULL, NULL, NULL}};
	int status;

	if (!command_options(self, entries, notes, &argc, &argv))
		return EXIT_TROUBLE;
	status = dispatch(self, &o, argc, argv);
	options_clear(&o);
	return status;
}
