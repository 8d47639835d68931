/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "branch/port-many.h"
#include "cmd/commands.h"
#include "cmd/print-rebase.h"
#include "util/cache.h"
#include "util/json-print.h"
#include "util/json-text.h"

struct port_options {
	char *project, *from_tree, *from, *out;
	char **to_trees, **to;
	int strip;
	gboolean json;
};

/*
 * --- from a tree to a tree -----------------------------------------------------------
 */

static int port_one(const struct command *command, const struct port_options *options,
		    const char *path)
{
	GError *error = NULL;
	g_autoptr(Patch) patch = patch_load(path, &error);
	g_autoptr(Tree) from = patch ? tree_open(options->from_tree, &error) : NULL;
	g_autoptr(Tree) to = from ? tree_open(options->to_trees[0], &error) : NULL;
	g_autoptr(Carry) carry =
		to ? port_patch(from, to, patch, options->strip, &error) : NULL;

	if (carry)
		port_tell_needs(carry, from, to);
	if (!carry || !port_write(carry, options->out, &error))
		return command_failed(command, error);
	if (options->json)
		json_print(stdout,
			   print_carry_json(path, carry,
					    carry->patch ? options->out : NULL));
	else
		print_carry_text(path, carry);
	return carry->status == CARRY_CONFLICT ? EXIT_NEGATIVE : EXIT_OK;
}

/*
 * --- to several targets --------------------------------------------------------------
 */

static const char *outcome_status(const struct port_outcome *outcome)
{
	return outcome->carry ? carry_status_name(outcome->carry->status) : "failed";
}

static json_t *outcome_json(const char *patch, const struct port_outcome *outcome)
{
	const char *why = outcome->error ? outcome->error->message : NULL;
	json_t *one =
		outcome->carry
			? print_carry_json(patch, outcome->carry, outcome->written)
			: json_pack("{s:s}", "status", outcome_status(outcome));

	json_object_set_new(one, "target", json_text(outcome->target));
	json_object_set_new(one, "listed", json_boolean(outcome->listed));
	json_object_set_new(one, "error", why ? json_text(why) : json_null());
	return one;
}

static void print_json(const char *patch, const GPtrArray *outcomes)
{
	json_t *targets = json_array();

	for (guint i = 0; i < outcomes->len; i++)
		json_array_append_new(
			targets, outcome_json(patch, g_ptr_array_index(outcomes, i)));
	json_print(stdout, json_pack("{s:o, s:o}", "patch", json_text(patch), "targets",
				     targets));
}

/* Prints the target on a line, with details below it. */
static void print_outcome(const struct port_outcome *outcome, int width)
{
	printf("%-*s  %-10s%s\n", width, outcome->target, outcome_status(outcome),
	       outcome->written ?: "");
	if (outcome->listed)
		puts("  already in the series; tried at its place there");
	if (outcome->carry)
		print_hunks_text(outcome->carry);
	else
		printf("  %s\n", outcome->error->message);
}

static void print_table(const GPtrArray *outcomes)
{
	int width = strlen("target");

	for (guint i = 0; i < outcomes->len; i++) {
		const struct port_outcome *outcome = g_ptr_array_index(outcomes, i);

		width = MAX(width, (int)strlen(outcome->target));
	}
	printf("%-*s  %-10s%s\n", width, "target", "status", "written");
	for (guint i = 0; i < outcomes->len; i++)
		print_outcome(g_ptr_array_index(outcomes, i), width);
}

/* An error outweighs a conflict. */
static int worst_exit(const GPtrArray *outcomes)
{
	int worst = EXIT_OK;

	for (guint i = 0; i < outcomes->len; i++) {
		const struct port_outcome *outcome = g_ptr_array_index(outcomes, i);

		if (!outcome->carry)
			return EXIT_TROUBLE;
		if (outcome->carry->status == CARRY_CONFLICT)
			worst = EXIT_NEGATIVE;
	}
	return worst;
}

static void add_sides(GPtrArray *sides, char **names, gboolean branches)
{
	for (; names && *names; names++) {
		struct port_side *side = g_new0(struct port_side, 1);

		*(branches ? &side->branch : &side->dir) = g_strdup(*names);
		g_ptr_array_add(sides, side);
	}
}

static int port_all(const struct command *command, const struct port_options *options,
		    const char *patch)
{
	GError *error = NULL;
	g_autofree char *cache = cache_path("port", NULL);
	g_autoptr(GPtrArray) to =
		g_ptr_array_new_with_free_func((GDestroyNotify)port_side_free);
	struct port_request request = {.project = options->project,
				       .from = {options->from, options->from_tree},
				       .to = to,
				       .patch = patch,
				       .strip = options->strip,
				       .out = options->out ?: cache};
	g_autoptr(GPtrArray) outcomes = NULL;

	add_sides(to, options->to, TRUE);
	add_sides(to, options->to_trees, FALSE);
	outcomes = port_many(&request, &error);
	if (!outcomes)
		return command_failed(command, error);
	if (options->json)
		print_json(patch, outcomes);
	else
		print_table(outcomes);
	return worst_exit(outcomes);
}

/* --- the command ------------------------------------------------------------------ */

static guint count(char **names)
{
	return names ? g_strv_length(names) : 0;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct port_options *options = data;
	guint trees = count(options->to_trees), branches = count(options->to);

	if (!options->from == !options->from_tree)
		return command_usage(command,
				     "one of --from and --from-tree is needed");
	if (!trees && !branches)
		return command_usage(command, "a target is needed: --to or --to-tree");
	if (argc != 2)
		return command_usage(command, "one PATCH is needed");
	if (options->from || branches || trees > 1)
		return port_all(command, options, argv[1]);
	if (!options->out)
		return command_usage(command, "--out is needed");
	return port_one(command, options, argv[1]);
}

#define FIELD(member) OPTION_FIELD(struct port_options, member)

static const struct option_entry options[] = {
	{"from-tree", 0, VALUE_DIR, FIELD(from_tree),
	 "Source tree that the patch comes from", "DIR"},
	{"from", 0, VALUE_BRANCH, FIELD(from),
	 "Branch that the patch comes from, with its series", "BRANCH"},
	{"to-tree", 0, VALUE_DIR, FIELD(to_trees), "Target tree; may be repeated",
	 "DIR"},
	{"to", 0, VALUE_BRANCH, FIELD(to), "Target branch; may be repeated", "BRANCH"},
	{"out", 0, VALUE_PATH, FIELD(out),
	 "Write the new patch, or those of all targets, here", "FILE|DIR"},
	{"strip", 'p', VALUE_COUNT, FIELD(strip),
	 "Strip N leading components from file names (default 1)", "N"},
	OPTION_PROJECT(FIELD(project)),
	OPTION_JSON(FIELD(json)),
	{NULL},
};

const struct command cmd_port = {
	.name = "port",
	.synopsis = "--from-tree DIR --to-tree DIR --out FILE PATCH | --from BRANCH "
		    "--to BRANCH... PATCH",
	.summary = "carry a patch from one branch to others",
	.notes = "PATCH must apply, or be applied, in the tree that it comes from. "
		 "With --from,\n"
		 "it may be a name in the series of that branch.\n"
		 "\n"
		 "With --from-tree and one --to-tree, --out is the new patch. "
		 "Otherwise it is a\n"
		 "directory (default $KFERRY_CACHE/port), where TARGET/PATCH is "
		 "written for each\n"
		 "target. If a target has the change already, nothing is written. "
		 "After a\n"
		 "conflict, see PATCH.rej and the files with conflict markers below\n"
		 "PATCH.conflict.",
	.options = options,
	.size = sizeof(struct port_options),
	.defaults = &(const struct port_options){.strip = 1},
	.operands = {{VALUE_PATCH}},
	.run = run,
};
