/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry compare: compares two sets of runs. */
#include <stdio.h>

#include "cmd/commands.h"
#include "util/cache.h"
#include "util/json-print.h"
#include "verdict/compare.h"
#include "verdict/history-select.h"

#define SLOWER_MIN 1.25 /* ratio: smaller differences are noise */

struct compare_options {
	gboolean json, only_new;
};

static GPtrArray *find(struct history *history, const char *text, GError **error)
{
	g_autoptr(HistorySelection) selection = history_select(text, error);

	if (selection)
		selection->query.brief = TRUE;
	return selection ? history_find(history, &selection->query, error) : NULL;
}

static char *side_text(const struct rate *rate)
{
	if (!rate->tries)
		return g_strdup("not run");
	if (!rate->hits)
		return g_strdup_printf("0 of %u failed", rate->tries);
	return g_strdup_printf("%u of %u failed (%.0f-%.0f %%)", rate->hits,
			       rate->tries, rate->low * 100, rate->high * 100);
}

static void print_row(const struct comparison *row)
{
	g_autofree char *before = side_text(&row->before);
	g_autofree char *after = side_text(&row->after);

	printf("%-8s %-30s  %-28s  %-28s  %s\n", comparison_name(row->kind),
	       row->variant, before, after, row->seen ?: "");
	if (row->slower >= SLOWER_MIN)
		printf("%-8s   takes %.2f times as long\n", "", row->slower);
}

static void print_table(GPtrArray *rows, gboolean only_new)
{
	printf("%-8s %-30s  %-28s  %-28s  %s\n", "WHAT", "VARIANT", "BEFORE", "AFTER",
	       "SEEN");
	for (guint i = 0; i < rows->len; i++) {
		const struct comparison *row = rows->pdata[i];

		if (!only_new || row->kind == COMPARISON_NEW)
			print_row(row);
	}
}

static void print_json(GPtrArray *rows, gboolean only_new)
{
	json_t *array = json_array();

	for (guint i = 0; i < rows->len; i++) {
		const struct comparison *row = rows->pdata[i];

		if (!only_new || row->kind == COMPARISON_NEW)
			json_array_append_new(array, comparison_json(row));
	}
	json_print(stdout, array);
}

/* If nothing was run, the result is not good. */
static int status(GPtrArray *rows)
{
	gboolean tried = FALSE;

	for (guint i = 0; i < rows->len; i++) {
		const struct comparison *row = rows->pdata[i];

		if (row->kind == COMPARISON_NEW)
			return EXIT_NEGATIVE;
		tried |= row->kind != COMPARISON_UNTRIED;
	}
	return tried ? EXIT_OK : EXIT_INVALID;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct compare_options *o = data;
	g_autofree char *path = cache_path(HISTORY_NAME, NULL);
	g_autoptr(History) history = NULL;
	g_autoptr(GPtrArray) before = NULL;
	g_autoptr(GPtrArray) after = NULL;
	g_autoptr(GPtrArray) rows = NULL;
	GError *error = NULL;

	if (argc != 3)
		return command_usage(command, "give two sets of runs, the older first");
	history = history_open(path, &error);
	before = history ? find(history, argv[1], &error) : NULL;
	after = before ? find(history, argv[2], &error) : NULL;
	if (!after)
		return command_failed(command, error);
	rows = comparison_of(before, after);
	o->json ? print_json(rows, o->only_new) : print_table(rows, o->only_new);
	return status(rows);
}

#define FIELD(member) OPTION_FIELD(struct compare_options, member)

static const struct option_entry options[] = {
	{"only-new", 0, VALUE_NONE, FIELD(only_new), "Show only new failures", NULL},
	OPTION_JSON(FIELD(json)),
	{NULL},
};

const struct command cmd_compare = {
	.name = "compare",
	.synopsis = "BRANCH[@WHEN] BRANCH[@WHEN]",
	.summary = "show regressions between two sets of runs",
	.options = options,
	.size = sizeof(struct compare_options),
	.operands = {{VALUE_BRANCH}, {VALUE_BRANCH}},
	.run = run,
};
