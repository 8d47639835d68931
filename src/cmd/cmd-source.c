/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "branch/project.h"
#include "branch/source.h"
#include "build/slurm-watch.h"
#include "cmd/commands.h"
#include "util/json-print.h"
#include "util/json-text.h"

struct source_options {
	char *version;
	char *from;
	char *record;
	gboolean list, verify, json, print_dir, exact;
};

static json_t *source_json(const struct branch *b, const struct branch_source *pin)
{
	g_autofree char *dir = source_path(pin);

	return json_pack("{s:o s:o s:s s:o* s:o* s:o* s:I s:s s:o}", "branch",
			 json_text(b->name), "version", json_text(pin->version), "kind",
			 source_kind_name(pin->kind), "suite", json_text(pin->suite),
			 "file", json_text(pin->file), "sha256", json_text(pin->sha256),
			 "size", (json_int_t)pin->size, "state",
			 source_state_name(source_state(pin)), "dir", json_text(dir));
}

static void list_sources(const struct branch *b, json_t *list)
{
	for (guint i = 0; i < b->sources->len; i++) {
		const struct branch_source *pin = b->sources->pdata[i];
		const char *where = pin->suite ? pin->suite : pin->path;

		if (list)
			json_array_append_new(list, source_json(b, pin));
		else
			printf("%-6s %-10s %-10s %-9s %s\n", b->name, pin->version,
			       source_kind_name(pin->kind),
			       source_state_name(source_state(pin)),
			       where ? where : "");
	}
}

static gboolean get_source(const struct branch *b, const struct source_options *options,
			   json_t *list, GError **error)
{
	const struct source_request request = {
		.version = options->version,
		.from = options->from,
		.exact = options->exact || options->verify,
		.again = TRUE,
	};
	g_autoptr(Pristine) tree = source_obtain(b, &request, error);

	if (!tree)
		return FALSE;
	if (options->verify && !source_verify(b, options->version, error))
		return FALSE;
	if (options->record && !source_record(b, tree, options->record, error))
		return FALSE;
	if (list)
		json_array_append_new(
			list,
			json_pack("{s:o s:o s:o s:o s:b s:o?}", "branch",
				  json_text(b->name), "version",
				  json_text(tree->version), "dir", json_text(tree->dir),
				  "identity", json_text(tree->identity), "made",
				  tree->made, "note", json_text(tree->note)));
	else if (options->print_dir)
		puts(tree->dir);
	else
		printf("%s: Linux %s %s in %s\n", b->name, tree->version,
		       options->verify ? "verified"
		       : tree->made    ? "unpacked"
				       : "was already",
		       tree->dir);
	return TRUE;
}

static int do_branches(const struct command *command,
		       const struct source_options *options, char **names)
{
	json_t *list = options->json ? json_array() : NULL;
	GError *error = NULL;

	for (char **name = names; *name && !error; name++) {
		g_autoptr(Branch) b = project_branch(NULL, *name, &error);

		if (b && options->list)
			list_sources(b, list);
		else if (b)
			get_source(b, options, list, &error);
	}
	if (list)
		json_print(stdout, list);
	return error ? command_failed(command, error) : EXIT_OK;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct source_options *options = data;

	if (argc < 2)
		return command_usage(command, "give at least one BRANCH");
	if (options->from && options->verify)
		return command_usage(command, "--verify requires a pinned tarball, "
					      "which --from does not have");
	slurm_beat();
	return do_branches(command, options, argv + 1);
}

#define FIELD(member) OPTION_FIELD(struct source_options, member)

static const struct option_entry options[] = {
	{"list", 'l', VALUE_NONE, FIELD(list),
	 "List the pinned sources with their states", NULL},
	OPTION_VERSION(FIELD(version)),
	OPTION_FROM(FIELD(from)),
	{"exact", 0, VALUE_NONE, FIELD(exact), "Fail instead of using another version",
	 NULL},
	{"verify", 0, VALUE_NONE, FIELD(verify),
	 "Compare the unpacked tree with its tarball", NULL},
	{"print-dir", 0, VALUE_NONE, FIELD(print_dir),
	 "Print only the directory of the tree", NULL},
	{"record", 0, VALUE_DIR, FIELD(record),
	 "Write into DIR what src/ of another cache has to say of the tree", "DIR"},
	OPTION_JSON(FIELD(json)),
	{NULL},
};

const struct command cmd_source = {
	.name = "source",
	.synopsis = "BRANCH...",
	.summary = "fetch, verify and unpack pristine kernel sources",
	.options = options,
	.size = sizeof(struct source_options),
	.operands = {{VALUE_BRANCH, .many = TRUE}},
	.run = run,
};
