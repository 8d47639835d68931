/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry variants: lists the variants of a branch. */
#include <stdio.h>

#include "branch/project.h"
#include "cmd/commands.h"
#include "util/cache.h"
#include "util/json-print.h"
#include "util/json-text.h"
#include "verdict/run.h"

struct variants_options {
	char *project;
	gboolean json, slow_first, usual;
};

/* A variant, and the seconds of its last run. */
struct timed {
	const struct branch_variant *variant;
	double wall;
};

static int slower(const void *a, const void *b)
{
	const struct timed *one = a, *other = b;

	return (one->wall < other->wall) - (one->wall > other->wall);
}

/* One that never ran may be the slowest. */
static double last_wall(const struct branch *b, const struct branch_variant *v)
{
	g_autofree char *dir = cache_path("run", b->name, v->name, NULL);
	g_autoptr(Run) last = run_load(dir, NULL);

	return last ? last->result.wall : G_MAXDOUBLE;
}

/* Returns struct timed in the order of the branch, or as the options say. */
static GArray *list(const struct branch *b, const struct variants_options *o)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct timed));

	for (guint i = 0; i < b->variants->len; i++) {
		struct timed timed = {.variant = b->variants->pdata[i]};

		if (o->usual && timed.variant->by_name)
			continue;
		if (o->slow_first)
			timed.wall = last_wall(b, timed.variant);
		g_array_append_val(all, timed);
	}
	g_array_sort(all, slower); /* a stable sort */
	return all;
}

static void add_json(json_t *array, const struct branch *b,
		     const struct branch_variant *v)
{
	json_array_append_new(
		array,
		json_pack("{so so ss sb sb so so}", "branch", json_text(b->name),
			  "variant", json_text(v->name), "expect",
			  variant_expect_name(v->expect), "mutant", (int)v->mutant,
			  "by_name", (int)v->by_name, "series",
			  json_text_array((const char *const *)v->series), "splat",
			  json_text_array((const char *const *)v->splat)));
}

/* Adds the variants to @array; if that is NULL, prints their names. */
static void show(const struct branch *b, const struct variants_options *o,
		 json_t *array)
{
	g_autoptr(GArray) all = list(b, o);

	for (guint i = 0; i < all->len; i++) {
		const struct branch_variant *v =
			g_array_index(all, struct timed, i).variant;

		if (array)
			add_json(array, b, v);
		else
			puts(v->name);
	}
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct variants_options *o = data;
	json_t *array;
	GError *error = NULL;

	if (argc < 2)
		return command_usage(command, "give at least one BRANCH");
	array = o->json ? json_array() : NULL;
	for (int i = 1; i < argc; i++) {
		g_autoptr(Branch) b = project_branch(o->project, argv[i], &error);

		if (!b) {
			json_decref(array);
			return command_failed(command, error);
		}
		show(b, o, array);
	}
	if (array)
		json_print(stdout, array);
	return EXIT_OK;
}

#define FIELD(member) OPTION_FIELD(struct variants_options, member)

static const struct option_entry options[] = {
	{"json", 0, VALUE_NONE, FIELD(json),
	 "Print JSON, with series and expected results", NULL},
	{"slow-first", 0, VALUE_NONE, FIELD(slow_first),
	 "Sort by the duration of the last run, slowest first", NULL},
	{"usual", 0, VALUE_NONE, FIELD(usual),
	 "Leave out variants that run only if they are named", NULL},
	OPTION_PROJECT(FIELD(project)),
	{NULL},
};

const struct command cmd_variants = {
	.name = "variants",
	.synopsis = "BRANCH...",
	.summary = "list the variants of a branch",
	.options = options,
	.size = sizeof(struct variants_options),
	.operands = {{VALUE_BRANCH, .many = TRUE}},
	.run = run,
};
