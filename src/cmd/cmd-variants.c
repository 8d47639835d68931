/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry variants: what of a branch is built and judged. */
#include <jansson.h>
#include <stdio.h>

#include "branch/project.h"
#include "cmd/commands.h"
#include "util/cache.h"
#include "util/json-text.h"
#include "verdict/run.h"

/* A variant, and for how many seconds it ran the last time. */
struct timed {
	const struct branch_variant *variant;
	double wall;
};

static int slower(const void *a, const void *b)
{
	const struct timed *one = a, *other = b;

	return (one->wall < other->wall) - (one->wall > other->wall);
}

/* One that never ran may be the slowest of all. */
static double last_wall(const struct branch *b, const struct branch_variant *v)
{
	g_autofree char *dir = cache_path("run", b->name, v->name, NULL);
	g_autoptr(Run) last = run_load(dir, NULL);

	return last ? last->result.wall : G_MAXDOUBLE;
}

/* struct timed, in the branch's order but for what @slow_first changes in it. */
static GArray *list(const struct branch *b, gboolean slow_first)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct timed));

	for (guint i = 0; i < b->variants->len; i++) {
		struct timed timed = {.variant = b->variants->pdata[i]};

		if (slow_first)
			timed.wall = last_wall(b, timed.variant);
		g_array_append_val(all, timed);
	}
	g_array_sort(all, slower); /* is stable */
	return all;
}

static void add_json(json_t *array, const struct branch *b,
		     const struct branch_variant *v)
{
	json_array_append_new(
		array,
		json_pack("{so so ss sb so so}", "branch", json_text(b->name),
			  "variant", json_text(v->name), "expect",
			  variant_expect_name(v->expect), "mutant", (int)v->mutant,
			  "series", json_text_array((const char *const *)v->series),
			  "splat", json_text_array((const char *const *)v->splat)));
}

/* Puts the variants into @array, or prints their names without one. */
static void show(const struct branch *b, gboolean slow_first, json_t *array)
{
	g_autoptr(GArray) all = list(b, slow_first);

	for (guint i = 0; i < all->len; i++) {
		const struct branch_variant *v =
			g_array_index(all, struct timed, i).variant;

		if (array)
			add_json(array, b, v);
		else
			puts(v->name);
	}
}

int cmd_variants(const struct command *command, int argc, char **argv)
{
	gboolean json = FALSE, slow_first = FALSE;
	g_autofree char *project = NULL;
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &json,
		 "Print a JSON array with series and expectations", NULL},
		{"slow-first", 0, 0, G_OPTION_ARG_NONE, &slow_first,
		 "List first what took longest the last time", NULL},
		{"project", 0, 0, G_OPTION_ARG_FILENAME, &project,
		 "Project directory, with branches/ and patches/ (default: found "
		 "upward)",
		 "DIR"},
		{NULL},
	};
	GError *error = NULL;
	json_t *array;

	if (!command_options(command, entries, NULL, &argc, &argv))
		return EXIT_TROUBLE;
	if (argc < 2)
		return command_usage(command, "give at least one BRANCH");
	array = json ? json_array() : NULL;
	for (int i = 1; i < argc; i++) {
		g_autoptr(Branch) b = project_branch(project, argv[i], &error);

		if (!b) {
			json_decref(array);
			return command_failed(command, error);
		}
		show(b, slow_first, array);
	}
	if (json) {
		json_dumpf(array, stdout, JSON_INDENT(2));
		putchar('\n');
	}
	json_decref(array);
	return EXIT_OK;
}
