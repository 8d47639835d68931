/* kferry variants: what of a branch is built and judged. */
#include <jansson.h>
#include <stdio.h>

#include "branch.h"
#include "commands.h"

static json_t *strings(char **list)
{
	json_t *array = json_array();

	for (char **item = list; item && *item; item++)
		json_array_append_new(array, json_string(*item));
	return array;
}

static void add_json(json_t *array, const branch *b)
{
	for (guint i = 0; i < b->variants->len; i++) {
		const struct branch_variant *v = b->variants->pdata[i];

		json_array_append_new(
			array,
			json_pack("{ss ss ss sb so so}", "branch", b->name, "variant",
				  v->name, "expect", variant_expect_name(v->expect),
				  "mutant", (int)v->mutant, "series",
				  strings(v->series), "splat", strings(v->splat)));
	}
}

static void print_names(const branch *b)
{
	for (guint i = 0; i < b->variants->len; i++)
		puts(((const struct branch_variant *)b->variants->pdata[i])->name);
}

int cmd_variants(const struct command *self, int argc, char **argv)
{
	gboolean json = FALSE;
	g_autofree char *project = NULL;
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &json,
		 "print a JSON array with series and expectations", NULL},
		{"project", 0, 0, G_OPTION_ARG_FILENAME, &project,
		 "the folder of branches/ and patches/ (.)", "DIR"},
		{NULL},
	};
	GError *error = NULL;
	json_t *array;

	if (!command_options(self, entries, NULL, &argc, &argv))
		return EXIT_TROUBLE;
	if (argc < 2)
		return command_usage(self, "give at least one BRANCH");
	array = json_array();
	for (int i = 1; i < argc; i++) {
		g_autoptr(branch) b = branch_load(project ?: ".", argv[i], &error);

		if (!b) {
			json_decref(array);
			return command_failed(self, error);
		}
		if (json)
			add_json(array, b);
		else
			print_names(b);
	}
	if (json) {
		json_dumpf(array, stdout, JSON_INDENT(2));
		putchar('\n');
	}
	json_decref(array);
	return EXIT_OK;
}
