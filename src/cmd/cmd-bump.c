/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry bump: moves a branch to another version, from source to packages. */
#include <stdio.h>
#include <string.h>

#include "branch/project.h"
#include "bump/bump-message.h"
#include "bump/bump-run.h"
#include "cmd/commands.h"
#include "cmd/print-bump.h"
#include "cmd/print-conflict.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/json-print.h"
#include "util/lock.h"

struct cmd_bump_options {
	char *project, *style;
	char **guards;
	gboolean dry_run, go_on, abort, all, json, no_packages, no_smoke;
};

/* --- dry run
 * --------------------------------------------------------------------------- */

/* If @objects is set, the JSON object is added to it instead of printed. */
static int dry_run(const struct command *command, struct bump *bump,
		   const struct cmd_bump_options *o, json_t *objects)
{
	GError *error = NULL;
	g_autoptr(GPtrArray) list = bump_series_list(bump->branch);
	g_autoptr(BumpConfig) config = NULL;
	g_autoptr(BumpCve) cve = NULL;
	struct bump_plan plan;

	if (bump_source(bump, &error) && bump_series_try(bump, list, &error))
		config = bump_config_new(
			bump, o->all ? BUMP_ANSWERS_NONE : BUMP_ANSWERS_ASKED, &error);
	cve = config ? bump_cve_new(bump, &error) : NULL;
	if (!cve)
		return command_failed(command, error);
	plan = (struct bump_plan){bump, list, config, cve};
	if (objects)
		json_array_append_new(objects, print_bump_json(&plan));
	else if (o->json)
		json_print(stdout, print_bump_json(&plan));
	else if (o->all)
		print_bump_row(&plan);
	else
		print_bump_text(&plan, bump_style_of(o->style));
	return print_bump_conflicts(&plan) ? EXIT_NEGATIVE : EXIT_OK;
}

/* --- running
 * --------------------------------------------------------------------------- */

/* Prints which commands to type for a conflict. */
static void print_stop(const struct bump_run *run)
{
	g_autofree char *call = NULL;

	if (!run->stopped)
		return;
	call = rebase_call(NULL, run->stopped->dir->dir);
	print_next_steps(stderr, run->stopped->dir, run->stopped->rebase, call);
}

static void print_end(const struct bump *bump, enum bump_style style)
{
	g_autofree char *path = bump_message_path(bump, style);
	g_autofree char *report = bump_run_report(bump);
	g_autofree char *message = fs_read(path, NULL);
	g_autofree char *text = g_strconcat(report, "\n", message, NULL);

	print_bump_visible(text);
}

static gboolean run_stages(const struct command *command, struct bump_run *run,
			   GError **error)
{
	struct bump *bump = run->bump;

	if (!bump_begin(bump, error))
		return FALSE;
	for (int stage = 0; stage < BUMP_STAGES; stage++) {
		if (bump->done[stage])
			continue;
		command_say(command, "%s %s to %s: %s", bump->branch->name, bump->from,
			    bump->to, bump_stage_name(stage));
		if (!bump_run_stage(run, stage, error) ||
		    !bump_mark(bump, stage, error))
			return FALSE;
	}
	return TRUE;
}

static int do_bump(const struct command *command, struct bump *bump,
		   const struct cmd_bump_options *o)
{
	g_autofree char *lock_name = g_strconcat("bump-", bump->branch->name, NULL);
	GError *error = NULL;
	g_autoptr(Lock) lock = lock_try(lock_name, "bump", &error);
	struct bump_run run = {.bump = bump,
			       .go_on = o->go_on,
			       .no_smoke = o->no_smoke,
			       .no_packages = o->no_packages};
	int status = EXIT_OK;

	if (!lock || !run_stages(command, &run, &error)) {
		print_stop(&run);
		status = command_failed(command, error);
	} else if (!o->all) {
		print_end(bump, bump_style_of(o->style));
	}
	bump_run_clear(&run);
	return status;
}

static int abort_bump(const struct command *command, const struct bump *bump)
{
	g_autofree char *lock_name = g_strconcat("bump-", bump->branch->name, NULL);
	GError *error = NULL;
	g_autoptr(Lock) lock = NULL;

	if (bump->done[BUMP_SERIES])
		return command_usage(command,
				     "the new series is already written; restore the "
				     "old one with git, or finish the bump with "
				     "--continue --no-smoke --no-packages");
	lock = lock_try(lock_name, "bump", &error);
	return lock && bump_remove_pin(bump, &error) && fs_remove(bump->dir, &error)
		       ? EXIT_OK
		       : command_failed(command, error);
}

/* --- the command
 * ----------------------------------------------------------------------- */

/*
 * Prints a line for a branch at its newest pinned version. Takes ownership of @error.
 */
static int no_bump(const struct command *command, const char *project, const char *name,
		   GError *error)
{
	g_autoptr(Branch) branch = project_branch(project, name, NULL);

	if (!branch || strcmp(bump_newest(branch), branch->version))
		return command_failed(command, error);
	command_say(command, "%s", error->message);
	g_error_free(error);
	return EXIT_OK;
}

static int bump_one_of_all(const struct command *command, const char *project,
			   const char *name, const struct cmd_bump_options *o,
			   json_t *objects)
{
	static const char *const results[] = {"bumped", "needs a person", "failed",
					      "no verdict"};
	GError *error = NULL;
	g_autoptr(Bump) bump = bump_open(project, name, NULL, &error);
	int status;

	if (!bump)
		return no_bump(command, project, name, error);
	if (!bump_set_guards(bump, o->guards, &error))
		return command_failed(command, error);
	if (o->dry_run)
		return dry_run(command, bump, o, objects);
	status = do_bump(command, bump, o);
	printf("%-8s %-10s %-10s %s\n", bump->branch->name, bump->from, bump->to,
	       results[MIN(status, EXIT_INVALID)]);
	return status;
}

static int all_branches(const struct command *command, const struct cmd_bump_options *o)
{
	GError *error = NULL;
	g_autofree char *project =
		o->project ? g_strdup(o->project) : project_find(&error);
	g_auto(GStrv) names = project ? branch_list(project, &error) : NULL;
	json_t *objects = o->json ? json_array() : NULL;
	int worst = EXIT_OK;

	if (!names) {
		json_decref(objects);
		return command_failed(command, error);
	}
	if (o->dry_run && !o->json)
		print_bump_head();
	for (char **name = names; *name; name++) {
		int status = bump_one_of_all(command, project, *name, o, objects);

		/* an error outweighs a conflict */
		if (status == EXIT_TROUBLE || worst == EXIT_OK)
			worst = status;
		fflush(stdout);
	}
	if (objects)
		json_print(stdout, objects);
	return worst;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct cmd_bump_options *o = data;
	g_autoptr(Bump) bump = NULL;
	GError *error = NULL;

	if (o->dry_run + o->go_on + o->abort > 1)
		return command_usage(command, "one of --dry-run, --continue, --abort");
	if (o->json && !o->dry_run)
		return command_usage(command, "--json goes with --dry-run");
	if (o->all)
		return argc == 1 && !o->abort
			       ? all_branches(command, o)
			       : command_usage(command, "--all takes no BRANCH");
	if (argc < 2 || argc > 3 || (argc == 3 && (o->go_on || o->abort)))
		return command_usage(command, "give a BRANCH, and VERSION if it is "
					      "not the newest");
	bump = bump_open(o->project, argv[1], argv[2], &error);
	if (!bump || !bump_set_guards(bump, o->guards, &error))
		return command_failed(command, error);
	if ((o->go_on || o->abort) && !bump_is_begun(bump))
		return command_usage(command, "%s: no bump in progress", argv[1]);
	if (o->abort)
		return abort_bump(command, bump);
	return o->dry_run ? dry_run(command, bump, o, NULL) : do_bump(command, bump, o);
}

#define FIELD(member) OPTION_FIELD(struct cmd_bump_options, member)

static const struct option_entry options[] = {
	{"dry-run", 'n', VALUE_NONE, FIELD(dry_run),
	 "Print what would change; write nothing in the project", NULL},
	{"continue", 0, VALUE_NONE, FIELD(go_on),
	 "Resume the bump in progress, with the edited files of a conflict", NULL},
	{"abort", 0, VALUE_NONE, FIELD(abort), "Abort the bump in progress", NULL},
	{"all", 'a', VALUE_NONE, FIELD(all),
	 "Move every branch to the newest version that it pins", NULL},
	{"guard", 0, VALUE_TEXT, FIELD(guards),
	 "Also carry the patches that this symbol selects; may be repeated", "SYMBOL"},
	{"style", 0, VALUE_CHOICE, FIELD(style),
	 "Style of the commit message (default kferry)", BUMP_STYLE_NAMES},
	{"no-smoke", 0, VALUE_NONE, FIELD(no_smoke), "Skip the smoke test", NULL},
	{"no-packages", 0, VALUE_NONE, FIELD(no_packages), "Do not build packages",
	 NULL},
	OPTION_PROJECT(FIELD(project)),
	OPTION_JSON(FIELD(json)),
	{NULL},
};

const struct command cmd_bump = {
	.name = "bump",
	.synopsis = "BRANCH [VERSION] | --all",
	.summary = "move a branch to another version, from source to packages",
	.notes = "The default VERSION is the newest one that the branch file pins. A "
		 "VERSION that\n"
		 "it does not pin is added to it, from the same kind of source as the "
		 "current\n"
		 "one. kferry stops if a decision is needed; run the same command "
		 "again, or\n"
		 "--continue, to resume.",
	.options = options,
	.size = sizeof(struct cmd_bump_options),
	.operands = {{VALUE_BRANCH}, {VALUE_VERSION}},
	.run = run,
};
