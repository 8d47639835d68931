/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <jansson.h>
#include <stdio.h>

#include "branch/project.h"
#include "branch/source.h"
#include "cmd/commands.h"
#include "util/json-text.h"

struct cmd_source_options {
	char *version;
	char *from;
	gboolean list, verify, json, print_dir;
};

static void print_json(json_t *value)
{
	json_dumpf(value, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(value);
}

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

static gboolean get_source(const struct branch *b,
			   const struct cmd_source_options *options, json_t *list,
			   GError **error)
{
	g_autoptr(Pristine) tree =
		source_get(b, options->version, options->from, error);

	if (!tree)
		return FALSE;
	if (options->verify && !source_verify(b, options->version, error))
		return FALSE;
	if (list)
		json_array_append_new(list, json_pack("{s:o s:o s:o s:o s:b}", "branch",
						      json_text(b->name), "version",
						      json_text(tree->version), "dir",
						      json_text(tree->dir), "identity",
						      json_text(tree->identity), "made",
						      tree->made));
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

static int run(const struct command *command, const struct cmd_source_options *options,
	       char **names)
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
		print_json(list);
	return error ? command_failed(command, error) : EXIT_OK;
}

int cmd_source(const struct command *command, int argc, char **argv)
{
	struct cmd_source_options options = {NULL};
	const GOptionEntry entries[] = {
		{"list", 'l', 0, G_OPTION_ARG_NONE, &options.list,
		 "List the pinned sources and the state of each", NULL},
		{"version", 'V', 0, G_OPTION_ARG_STRING, &options.version,
		 "Use this version instead of the branch's own", "VERSION"},
		{"from", 0, 0, G_OPTION_ARG_FILENAME, &options.from,
		 "Use your own tree, bare git repository or tarball", "DIR|TARBALL"},
		{"verify", 0, 0, G_OPTION_ARG_NONE, &options.verify,
		 "Compare the unpacked tree with its tarball", NULL},
		{"print-dir", 0, 0, G_OPTION_ARG_NONE, &options.print_dir,
		 "Print only the directory of the tree", NULL},
		{"json", 0, 0, G_OPTION_ARG_NONE, &options.json, "Print JSON", NULL},
		{NULL},
	};
	int code;

	if (!command_options(command, entries, NULL, &argc, &argv))
		return EXIT_TROUBLE;
	if (argc < 2)
		code = command_usage(command, "which branch?");
	else if (options.from && options.verify)
		code = command_usage(command,
				     "--verify compares with a pinned tarball, "
				     "--from has none");
	else
		code = run(command, &options, argv + 1);
	g_free(options.version);
	g_free(options.from);
	return code;
}
