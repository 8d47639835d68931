/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry has: shows whether sources contain a change. */
#include <stdio.h>
#include <string.h>

#include "branch/branch-patches.h"
#include "branch/project.h"
#include "branch/source.h"
#include "cmd/commands.h"
#include "upstream/has-change.h"
#include "util/error.h"
#include "util/json-print.h"
#include "util/json-text.h"

struct has_options {
	char *project, *git;
	int strip;
	gboolean json, pristine;
};

/* --- targets ---------------------------------------------------------------------------- */

static struct tree *branch_tree(const struct has_options *options, const char *name,
				GError **error)
{
	g_autofree char *found = options->project ? NULL : project_find(error);
	const char *project = options->project ?: found;
	g_autoptr(BranchPatches) patches =
		project ? branch_patches_load(project, name, error) : NULL;
	g_autoptr(Pristine) source =
		patches ? source_get(patches->branch, NULL, NULL, error) : NULL;
	g_autoptr(Tree) tree = source ? tree_open(source->dir, error) : NULL;

	if (!tree ||
	    (!options->pristine && !branch_patches_apply(patches, tree, NULL, error)))
		return NULL;
	return g_steal_pointer(&tree);
}

/* A directory is a tree, anything else a branch. */
static struct tree *target_tree(const struct has_options *options, const char *name,
				GError **error)
{
	return g_file_test(name, G_FILE_TEST_IS_DIR)
		       ? tree_open(name, error)
		       : branch_tree(options, name, error);
}

/* --- printing --------------------------------------------------------------------------- */

static json_t *hunk_json(const struct has_hunk *hunk)
{
	return json_pack("{s:o, s:i, s:s, s:I, s:o?}", "file", json_text(hunk->path),
			 "hunk", (int)hunk->number, "answer",
			 has_answer_name(hunk->answer), "line", (json_int_t)hunk->line,
			 "why", json_text(hunk->why));
}

static json_t *result_json(const char *target, const struct has_result *result)
{
	json_t *hunks = json_array();

	for (guint i = 0; i < result->hunks->len; i++)
		json_array_append_new(hunks, hunk_json(result->hunks->pdata[i]));
	return json_pack("{s:o, s:s, s:b, s:o}", "target", json_text(target), "answer",
			 has_answer_name(result->answer), "goes-in", result->goes_in,
			 "hunks", hunks);
}

static void print_hunk(const struct has_hunk *hunk)
{
	printf("  %s", hunk->path ?: "-");
	if (hunk->line)
		printf(":%" G_GINT64_FORMAT, hunk->line);
	if (hunk->number)
		printf(" hunk %u", hunk->number);
	printf(": %s", has_answer_name(hunk->answer));
	if (hunk->why)
		printf(" (%s)", hunk->why);
	putchar('\n');
}

static void print_result(const char *target, const struct has_result *result)
{
	printf("%s: %s%s\n", target, has_answer_name(result->answer),
	       result->goes_in ? "; it would go in" : "");
	for (guint i = 0; i < result->hunks->len; i++)
		print_hunk(result->hunks->pdata[i]);
}

/* --- the command ------------------------------------------------------------------------ */

/* Examines a target; prints errors and returns EXIT_TROUBLE. */
static int look(const struct command *command, const struct has_options *options,
		const struct patch *patch, struct tree *before, const char *target,
		json_t *all)
{
	GError *error = NULL;
	g_autoptr(Tree) tree = target_tree(options, target, &error);
	g_autoptr(HasResult) result =
		tree ? has_change(tree, before, patch, options->strip, &error) : NULL;

	if (!result)
		return command_failed(command, error);
	if (options->json)
		json_array_append_new(all, result_json(target, result));
	else
		print_result(target, result);
	return result->answer == HAS_PART || result->answer == HAS_NO ? EXIT_NEGATIVE
								      : EXIT_OK;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct has_options *options = data;
	g_autoptr(Tree) before = NULL;
	g_autoptr(Patch) patch = NULL;
	GError *error = NULL;
	json_t *all = json_array();
	int code = EXIT_OK;

	if (argc < 3) {
		json_decref(all);
		return command_usage(command,
				     "a PATCH and a TREE or BRANCH are needed");
	}
	patch = options->git ? has_commit(options->git, argv[1], &before, &error)
			     : patch_load(argv[1], &error);
	if (!patch) {
		json_decref(all);
		return command_failed(command, error);
	}
	for (int i = 2; i < argc; i++) {
		int found = look(command, options, patch, before, argv[i], all);

		code = MAX(code, found);
	}
	if (options->json)
		json_print(stdout, all);
	else
		json_decref(all);
	return code;
}

#define FIELD(member) OPTION_FIELD(struct has_options, member)

static const struct option_entry options[] = {
	{"git", 0, VALUE_DIR, FIELD(git),
	 "Use a commit of this git repository instead of a patch", "DIR"},
	{"pristine", 0, VALUE_NONE, FIELD(pristine),
	 "Check the source of a branch without its series", NULL},
	{"strip", 'p', VALUE_COUNT, FIELD(strip),
	 "Strip N leading components from file names (default 1)", "N"},
	OPTION_JSON(FIELD(json)),
	OPTION_PROJECT(FIELD(project)),
	{NULL},
};

static const struct has_options defaults = {.strip = 1};

const struct command cmd_has = {
	.name = "has",
	.synopsis = "PATCH|COMMIT TREE|BRANCH...",
	.summary = "check by content whether source trees contain a change",
	.notes = "kferry compares the contents of the source, and ignores headers and "
		 "changelogs.\n"
		 "Exit status: 0 if every source contains the change or is not "
		 "concerned, 1 if\n"
		 "one lacks it or a part of it.",
	.options = options,
	.size = sizeof(struct has_options),
	.defaults = &defaults,
	.operands = {{VALUE_PATCH}, {VALUE_BRANCH, .many = TRUE}},
	.run = run,
};
