/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "branch/rebase-branch.h"
#include "cmd/commands.h"
#include "cmd/edit-conflict.h"
#include "cmd/print-conflict.h"
#include "cmd/print-rebase.h"
#include "port/rebase-dir.h"
#include "upstream/known-commits.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/json-print.h"

struct rebase_options {
	char *old_tree, *new_tree, *series, *out, *git, *range;
	char **guards;
	gboolean json;
	const char *call; /* how the user names this rebase */
	/* at most one of these */
	gboolean go_on, skip, skip_upstream, retry, abort, undo, status, edit,
		mergetool;
	char **drop, **add;
};

/* --- the result ------------------------------------------------------------------- */

static void print_notes(const struct rebase_dir *dir, const struct rebase_notes *notes)
{
	for (guint i = 0; i < notes->kept->len; i++)
		command_say(&cmd_rebase,
			    "%s/aside/%s: kept, it is not in the "
			    "result",
			    dir->dir, (char *)g_ptr_array_index(notes->kept, i));
	for (guint i = 0; i < notes->recalled->len; i++)
		command_say(&cmd_rebase,
			    "%s/conflict/%s: has the remembered resolution; check it, "
			    "then run --continue",
			    dir->dir, (char *)g_ptr_array_index(notes->recalled, i));
}

static int print_result(const struct rebase *rebase, const struct rebase_dir *dir,
			const struct rebase_notes *notes,
			const struct rebase_options *options)
{
	const struct rebase_step *conflict = rebase_conflict(rebase);

	if (options->json)
		json_print(stdout, print_rebase_json(rebase, notes));
	else
		print_rebase_text(rebase);
	print_notes(dir, notes);
	if (conflict && notes->was_skipped)
		command_say(&cmd_rebase, "%s was skipped in this conflict before",
			    conflict->entry->name);
	if (conflict)
		print_next_steps(stderr, dir, rebase, options->call);
	return conflict ? EXIT_NEGATIVE : EXIT_OK;
}

/* Writes the result, and prints it. */
static int publish(const struct command *command, struct rebase_dir *dir,
		   const struct rebase *rebase, const struct rebase_options *options)
{
	g_autoptr(RebaseNotes) notes = rebase_notes_new();
	GError *error = NULL;

	if (!rebase_dir_publish(dir, rebase, notes, &error))
		return command_failed(command, error);
	return print_result(rebase, dir, notes, options);
}

/* Runs with the decisions so far. */
static int carry_series(const struct command *command, struct rebase_dir *dir,
			const struct rebase_options *options)
{
	GError *error = NULL;
	g_autoptr(Rebase) rebase = rebase_dir_run(dir, &error);

	return rebase ? publish(command, dir, rebase, options)
		      : command_failed(command, error);
}

/* --- continuing ------------------------------------------------------------------- */

/* Skips every patch that is probably upstream, and prints each. */
static gboolean skip_upstream(struct rebase_dir *dir, const struct rebase *rebase,
			      GError **error)
{
	guint skipped = 0;

	for (guint i = 0; i < rebase->steps->len; i++) {
		const struct rebase_step *step = g_ptr_array_index(rebase->steps, i);
		struct carry_seen seen = carry_seen(step->carry);

		if (!seen.probably)
			continue;
		rebase_dir_skip(dir, step, skipped++ > 0);
		command_say(&cmd_rebase,
			    "%s: left out: probably upstream: %u of %u "
			    "hunks",
			    step->entry->name, seen.upstream, seen.hunks);
	}
	if (!skipped)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: no patch in conflict is probably upstream", dir->dir);
	return skipped > 0;
}

/* Makes a decision about the conflict that was shown. */
static gboolean decide(struct rebase_dir *dir, const struct rebase_options *options,
		       GError **error)
{
	g_autoptr(Rebase) rebase = rebase_dir_run(dir, error);
	const struct rebase_step *conflict;

	if (!rebase || !rebase_dir_check(dir, rebase, error))
		return FALSE;
	conflict = rebase_conflict(rebase);
	if (!conflict) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: nothing is in conflict", dir->dir);
		return FALSE;
	}
	if (options->skip_upstream)
		return skip_upstream(dir, rebase, error);
	if (options->go_on)
		return rebase_dir_resolve(dir, rebase, options->drop, options->add,
					  error);
	rebase_dir_skip(dir, conflict, FALSE);
	return TRUE;
}

static int undo(const struct command *command, struct rebase_dir *dir,
		const struct rebase_options *options)
{
	GError *error = NULL;
	g_autoptr(Rebase) rebase = NULL;

	if (!rebase_dir_undo(dir))
		return command_usage(command, "no decision to undo");
	rebase = rebase_dir_run(dir, &error);
	if (!rebase)
		return command_failed(command, error);
	rebase_dir_forget(dir, rebase);
	return publish(command, dir, rebase, options);
}

static int retry(const struct command *command, struct rebase_dir *dir,
		 const struct rebase_options *options)
{
	GError *error = NULL;
	g_autoptr(Rebase) rebase = rebase_dir_retry(dir, &error);

	if (!rebase)
		return command_failed(command, error);
	for (guint i = 0; i < dir->undone->len; i++) {
		const struct decision *decision = g_ptr_array_index(dir->undone, i);

		command_say(&cmd_rebase, "%s: the decision about it is no longer valid",
			    decision->name);
	}
	return publish(command, dir, rebase, options);
}

static struct known_commits *open_history(struct rebase_dir *dir,
					  struct known_changes *changes, GError **error)
{
	struct known_commits *known = known_commits_new(dir->git, dir->range, error);

	if (!known)
		return NULL;
	*changes = known_commits_changes(known);
	dir->known = changes;
	return known;
}

static int show(const struct command *command, const struct rebase_dir *dir,
		const struct rebase_options *options)
{
	GError *error = NULL;
	g_autoptr(Rebase) rebase = rebase_dir_run(dir, &error);
	json_t *report;

	if (!rebase)
		return command_failed(command, error);
	if (!options->json) {
		if (!print_rebase_status(dir, rebase, options->call, &error))
			return command_failed(command, error);
	} else {
		report = print_rebase_status_json(dir, rebase, &error);
		if (!report)
			return command_failed(command, error);
		json_print(stdout, report);
	}
	return rebase_conflict(rebase) ? EXIT_NEGATIVE : EXIT_OK;
}

static int edit(const struct command *command, struct rebase_dir *dir,
		const struct rebase_options *options)
{
	GError *error = NULL;
	g_autoptr(Rebase) rebase = rebase_dir_run(dir, &error);
	const struct rebase_step *step = rebase ? rebase_conflict(rebase) : NULL;

	if (!rebase)
		return command_failed(command, error);
	if (!step)
		return command_usage(command, "nothing is in conflict");
	/* the editor may stay open for long; --status must work meanwhile */
	g_clear_pointer(&dir->lock, lock_release);
	if (!(options->edit ? conflict_edit(dir, step, &error)
			    : conflict_merge_tool(dir, step, &error)))
		return command_failed(command, error);
	print_next_steps(stderr, dir, rebase, options->call);
	return EXIT_OK;
}

static int go_on(const struct command *command, const struct rebase_options *options)
{
	GError *error = NULL;
	g_autoptr(RebaseDir) dir = NULL;
	g_autoptr(KnownCommits) known = NULL;
	struct known_changes changes;

	if (options->abort)
		return rebase_dir_abort(options->out, &error)
			       ? EXIT_OK
			       : command_failed(command, error);
	dir = rebase_dir_load(options->out, &error);
	if (!dir)
		return command_failed(command, error);
	if (dir->git) {
		known = open_history(dir, &changes, &error);
		if (!known)
			return command_failed(command, error);
	}
	if (options->status)
		return show(command, dir, options);
	if (options->edit || options->mergetool)
		return edit(command, dir, options);
	if (options->undo)
		return undo(command, dir, options);
	if (options->retry)
		return retry(command, dir, options);
	if (!decide(dir, options, &error))
		return command_failed(command, error);
	return carry_series(command, dir, options);
}

/* Keeps the data of the repository until the command ends; may be NULL. */
static int begin(const struct command *command, const struct rebase_options *options)
{
	GError *error = NULL;
	g_autoptr(RebaseDir) dir =
		rebase_dir_new(options->out, options->old_tree, options->new_tree,
			       options->series, &error);
	g_autoptr(KnownCommits) known = NULL;
	struct known_changes changes;

	if (dir && options->guards)
		rebase_dir_set_guards(dir, options->guards);
	if (dir && options->git) {
		rebase_dir_set_git(dir, options->git, options->range);
		known = open_history(dir, &changes, &error);
	}
	return dir && !error ? carry_series(command, dir, options)
			     : command_failed(command, error);
}

/* Uses values of a branch file instead of options. */
static gboolean from_branch(struct rebase_options *options, const char *name,
			    const char *version, GError **error)
{
	if (!options->out)
		options->out = cache_path("rebase", name, NULL);
	return !version ||
	       rebase_branch_trees(name, version, &options->old_tree,
				   &options->new_tree, &options->series, error);
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	struct rebase_options *options = data;
	guint verbs = options->go_on + (options->skip || options->skip_upstream) +
		      options->retry + options->abort + options->undo +
		      options->status + options->edit + options->mergetool;
	gboolean own_out = options->out != NULL;
	g_autofree char *call = NULL;
	GError *error = NULL;

	if (verbs > 1)
		return command_usage(command,
				     "one of --continue, --skip, --undo, --retry, "
				     "--abort, --status, --edit, --mergetool");
	if ((options->drop || options->add) && !options->go_on)
		return command_usage(command, "--drop and --add go with --continue");
	if (argc > 3 || (argc == 2 && !verbs) || (argc == 3 && verbs))
		return command_usage(
			command, "give BRANCH and VERSION, or BRANCH and an action");
	if (argc > 1 && !from_branch(options, argv[1], argv[2], &error))
		return command_failed(command, error);
	if (!options->git != !options->range || (options->git && verbs))
		return command_usage(
			command, "--git and --range are only for starting a rebase");
	if (!options->out)
		return command_usage(command, "--out is missing");
	call = rebase_call(argc > 1 && !own_out ? argv[1] : NULL, options->out);
	options->call = call;
	if (verbs)
		return go_on(command, options);
	if (!options->old_tree || !options->new_tree || !options->series)
		return command_usage(command,
				     "--old-tree, --new-tree and --series are needed");
	return begin(command, options);
}

#define FIELD(member) OPTION_FIELD(struct rebase_options, member)

static const struct option_entry options[] = {
	{"old-tree", 0, VALUE_DIR, FIELD(old_tree),
	 "Source tree that the series is for", "DIR"},
	{"new-tree", 0, VALUE_DIR, FIELD(new_tree),
	 "Source tree to carry the series to", "DIR"},
	{"series", 0, VALUE_SERIES, FIELD(series), "Quilt series file", "SERIES"},
	{"out", 0, VALUE_DIR, FIELD(out), "Write the new series and patches to DIR",
	 "DIR"},
	{"guard", 0, VALUE_TEXT, FIELD(guards),
	 "Set a symbol for the guards of the series; may be repeated", "SYMBOL"},
	{"git", 0, VALUE_DIR, FIELD(git),
	 "Look up the commits of patches in the history of this repository", "DIR"},
	{"range", 0, VALUE_TEXT, FIELD(range),
	 "With --git: the revisions of the two trees", "OLD..NEW"},
	{"continue", 0, VALUE_NONE, FIELD(go_on),
	 "Use the edited files of the first conflict and continue", NULL},
	{"skip", 0, VALUE_NONE, FIELD(skip), "Skip the patch that is in conflict",
	 NULL},
	/* the name includes the value, because --skip itself has none */
	{"skip=upstream", 0, VALUE_NONE, FIELD(skip_upstream),
	 "Skip all patches in conflict that are probably upstream", NULL},
	{"drop", 0, VALUE_PATH, FIELD(drop),
	 "With --continue: drop this hunk, or all hunks of FILE; may be repeated",
	 "FILE[:HUNK]"},
	{"add", 0, VALUE_PATH, FIELD(add),
	 "With --continue: add this file, or its removal, to the patch; may be "
	 "repeated",
	 "FILE"},
	{"undo", 0, VALUE_NONE, FIELD(undo), "Undo the last --continue or --skip",
	 NULL},
	{"retry", 0, VALUE_NONE, FIELD(retry),
	 "Run again after the series or a tree has changed, or to restore conflict/",
	 NULL},
	{"status", 0, VALUE_NONE, FIELD(status),
	 "Show decisions, conflicts and their causes; change nothing", NULL},
	{"edit", 0, VALUE_NONE, FIELD(edit),
	 "Open the files of the first conflict in $VISUAL or $EDITOR", NULL},
	{"mergetool", 0, VALUE_NONE, FIELD(mergetool),
	 "Open them in the tool of git's merge.tool", NULL},
	{"abort", 0, VALUE_NONE, FIELD(abort), "Remove the output directory", NULL},
	OPTION_JSON(FIELD(json)),
	{NULL},
};

const struct command cmd_rebase = {
	.name = "rebase",
	.synopsis = "--old-tree DIR --new-tree DIR --series SERIES --out DIR",
	.summary = "carry a series to another version of its source",
	.notes = "Or give BRANCH and VERSION to carry the series of a branch from its "
		 "pinned\n"
		 "version to VERSION (default of --out: $KFERRY_CACHE/rebase/BRANCH).\n"
		 "\n"
		 "After a conflict, give --out or BRANCH, and one of --continue, "
		 "--skip, --undo,\n"
		 "--retry, --status, --edit, --mergetool and --abort.",
	.options = options,
	.size = sizeof(struct rebase_options),
	.operands = {{VALUE_BRANCH}, {VALUE_VERSION}},
	.run = run,
};
