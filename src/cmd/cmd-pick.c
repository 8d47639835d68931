/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/print-rebase.h"
#include "upstream/pick.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/json-print.h"
#include "util/json-text.h"

struct cmd_pick_options {
	char *project, *git, *section, *mutant;
	char **to;
	gboolean sort, json;
};

static const char *status_of(const struct picked *picked)
{
	if (picked->error)
		return "failed";
	return picked->listed ? "listed" : carry_status_name(picked->carry->status);
}

static void print_picked(const struct picked *picked)
{
	printf("%-8s %s  %-9s %s\n", picked->branch, picked->commit, status_of(picked),
	       picked->name ?: picked->subject ?: "");
	if (picked->error)
		printf("  %s\n", picked->error->message);
	else if (picked->carry)
		print_hunks_text(picked->carry);
}

static json_t *picked_json(const struct picked *picked)
{
	return json_pack("{s:o, s:s, s:s, s:o*, s:o*, s:o*}", "branch",
			 json_text(picked->branch), "commit", picked->commit, "status",
			 status_of(picked), "subject", json_text(picked->subject),
			 "written", json_text(picked->name), "error",
			 json_text(picked->error ? picked->error->message : NULL));
}

static int exit_of(const struct picked *picked)
{
	if (picked->error)
		return g_error_matches(picked->error, KF_ERROR, KF_ERROR_NEGATIVE)
			       ? EXIT_NEGATIVE
			       : EXIT_TROUBLE;
	return picked->carry && picked->carry->status == CARRY_CONFLICT ? EXIT_NEGATIVE
									: EXIT_OK;
}

/* Returns the ids of all operands COMMIT; NULL and @error. */
static char **resolve_all(const struct git_repo *repo, char **names, GError **error)
{
	g_autoptr(GStrvBuilder) ids = g_strv_builder_new();

	for (; *names; names++) {
		g_autofree char *id = git_repo_resolve(repo, *names, error);

		if (!id)
			return NULL;
		g_strv_builder_add(ids, id);
	}
	return g_strv_builder_end(ids);
}

/* --to 6.1,6.12 and --to 6.1 --to 6.12 are the same. */
static char **branches_of(char **to)
{
	g_autofree char *all = g_strjoinv(",", to);

	return g_strsplit(all, ",", -1);
}

static int pick_all(const struct command *command, const struct cmd_pick_options *o,
		    struct git_repo *repo, char **ids)
{
	g_autofree char *rejects = cache_path("pick", NULL);
	struct pick_options options = {.section = o->section,
				       .sort = o->sort,
				       .mutant = o->mutant,
				       .rejects = rejects};
	g_auto(GStrv) branches = branches_of(o->to);
	json_t *list = o->json ? json_array() : NULL;
	int worst = EXIT_OK;

	for (char **branch = branches; *branch; branch++) {
		GError *error = NULL;
		g_autoptr(GPtrArray) all = pick(repo, (const char *const *)ids,
						o->project, *branch, &options, &error);

		if (!all) {
			worst = command_failed(command, error);
			continue;
		}
		for (guint i = 0; i < all->len; i++) {
			const struct picked *picked = g_ptr_array_index(all, i);

			worst = MAX(worst, exit_of(picked));
			if (list)
				json_array_append_new(list, picked_json(picked));
			else
				print_picked(picked);
		}
	}
	if (list)
		json_print(stdout, list);
	return worst;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct cmd_pick_options *o = data;
	GError *error = NULL;
	g_autoptr(GitRepo) repo = NULL;
	g_auto(GStrv) ids = NULL;

	if (!o->git || !o->to || argc < 2)
		return command_usage(command,
				     "--git DIR, --to and a COMMIT are needed");
	repo = git_repo_open(o->git, &error);
	ids = repo ? resolve_all(repo, argv + 1, &error) : NULL;
	return ids ? pick_all(command, o, repo, ids) : command_failed(command, error);
}

#define FIELD(member) OPTION_FIELD(struct cmd_pick_options, member)

static const struct option_entry options[] = {
	{"git", 0, VALUE_DIR, FIELD(git), "Use commits of this git repository", "DIR"},
	{"to", 0, VALUE_BRANCH, FIELD(to),
	 "Target branches, separated by commas; may be repeated", "BRANCH"},
	{"section", 0, VALUE_TEXT, FIELD(section),
	 "Add to this section of the series, named by its comment (default: the end)",
	 "NAME"},
	{"sort", 0, VALUE_NONE, FIELD(sort), "Keep the section in upstream order",
	 NULL},
	{"mutant", 0, VALUE_TEXT, FIELD(mutant),
	 "Create a mutant that reverts the patch and must cause this report", "TITLE"},
	OPTION_PROJECT(FIELD(project)),
	OPTION_JSON(FIELD(json)),
	{NULL},
};

const struct command cmd_pick = {
	.name = "pick",
	.synopsis = "--git DIR COMMIT... --to BRANCH[,BRANCH]...",
	.summary = "port single commits to the series of branches",
	.notes = "The key header= of the branch file selects the form of the header. "
		 "After a\n"
		 "conflict the series is unchanged; the rejects and the files with "
		 "conflict\n"
		 "markers are below $KFERRY_CACHE/pick/BRANCH.",
	.options = options,
	.size = sizeof(struct cmd_pick_options),
	.operands = {{VALUE_TEXT, .many = TRUE}},
	.run = run,
};
