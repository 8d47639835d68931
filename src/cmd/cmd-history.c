/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry history: shows the runs of a branch, newest first. */
#include <stdio.h>
#include <string.h>

#include "cmd/commands.h"
#include "util/cache.h"
#include "util/date.h"
#include "util/json-print.h"
#include "util/json-text.h"
#include "verdict/history-select.h"
#include "verdict/history.h"
#include "verdict/rate.h"

struct history_options {
	gboolean json;
	int limit;
	char *since;
};

static json_t *count_json(const struct history_count *count)
{
	return json_pack("{so so si si si sI sI ss so sI}", "branch",
			 json_text(count->branch), "variant", json_text(count->variant),
			 "pass", (int)count->pass, "fail", (int)count->fail, "invalid",
			 (int)count->invalid, "first", (json_int_t)count->first, "last",
			 (json_int_t)count->last, "verdict", verdict_name(count->kind),
			 "seen", json_text(count->seen), "since",
			 (json_int_t)count->since);
}

static void print_counts_json(GPtrArray *counts)
{
	json_t *array = json_array();

	for (guint i = 0; i < counts->len; i++)
		json_array_append_new(array, count_json(counts->pdata[i]));
	json_print(stdout, array);
}

static void print_runs_json(GPtrArray *runs)
{
	json_t *array = json_array();

	for (guint i = 0; i < runs->len; i++)
		json_array_append_new(array, history_run_json(runs->pdata[i]));
	json_print(stdout, array);
}

static void print_counts(GPtrArray *counts)
{
	printf("%-8s %-30s %5s %5s %7s  %-7s  %-16s  %-16s  %s\n", "BRANCH", "VARIANT",
	       "PASS", "FAIL", "INVALID", "NOW", "LAST", "SINCE", "SEEN");
	for (guint i = 0; i < counts->len; i++) {
		const struct history_count *count = counts->pdata[i];
		g_autofree char *last = date_minute(count->last);
		g_autofree char *since = date_minute(count->since);

		printf("%-8s %-30s %5u %5u %7u  %-7s  %-16s  %-16s  %s\n",
		       count->branch, count->variant, count->pass, count->fail,
		       count->invalid, verdict_name(count->kind), last, since,
		       count->seen);
	}
}

static void print_runs(GPtrArray *runs)
{
	printf("%-16s  %-30s  %-16s %6s %6s  %-7s  %s\n", "STARTED", "VARIANT",
	       "RELEASE", "SEED", "TIME/s", "VERDICT", "SEEN");
	for (guint i = 0; i < runs->len; i++) {
		const struct history_run *run = runs->pdata[i];
		g_autofree char *started = date_minute(run->started);

		printf("%-16s  %-30s  %-16s %6" G_GUINT64_FORMAT " %6.1f  %-7s  %s\n",
		       started, run->variant, run->release ?: "-", run->seed, run->wall,
		       verdict_name(run->kind), run->seen);
		if (run->kind != VERDICT_PASS && run->why)
			printf("    %s\n", run->why);
	}
}

/* Prints the runs of a variant, or a row for each variant of a branch. */
static gboolean print_history(struct history *history,
			      const struct history_query *query, gboolean json,
			      GError **error)
{
	g_autoptr(GPtrArray) rows = query->variant
					    ? history_find(history, query, error)
					    : history_count(history, query, error);

	if (!rows)
		return FALSE;
	if (query->variant)
		json ? print_runs_json(rows) : print_runs(rows);
	else
		json ? print_counts_json(rows) : print_counts(rows);
	return TRUE;
}

/* Returns the selection by the operands and --since, or NULL. */
static struct history_selection *selection_of(const struct history_options *o, int argc,
					      char **argv, GError **error)
{
	g_autoptr(HistorySelection) selection = history_select(argv[1], error);

	if (!selection)
		return NULL;
	if (argc == 3) {
		g_free(selection->variant);
		selection->query.variant = selection->variant = g_strdup(argv[2]);
	}
	selection->query.limit = o->limit;
	if (o->since &&
	    (selection->query.since = history_day(o->since, FALSE, error)) < 0)
		return NULL;
	return g_steal_pointer(&selection);
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct history_options *o = data;
	g_autofree char *path = cache_path(HISTORY_NAME, NULL);
	g_autoptr(HistorySelection) selection = NULL;
	g_autoptr(History) history = NULL;
	GError *error = NULL;

	if (argc < 2 || argc > 3)
		return command_usage(command,
				     "give a BRANCH, and optionally a VARIANT");
	selection = selection_of(o, argc, argv, &error);
	history = selection ? history_open(path, &error) : NULL;
	if (!history || !print_history(history, &selection->query, o->json, &error))
		return command_failed(command, error);
	return EXIT_OK;
}

#define FIELD(member) OPTION_FIELD(struct history_options, member)

static const struct option_entry options[] = {
	{"limit", 'n', VALUE_COUNT, FIELD(limit),
	 "Show N runs of a variant, 0 for all (default 20)", "N"},
	{"since", 0, VALUE_TEXT, FIELD(since), "Show only runs since this day",
	 "YYYY-MM-DD"},
	OPTION_JSON(FIELD(json)),
	{NULL},
};

static const struct history_options defaults = {.limit = 20};

const struct command cmd_history = {
	.name = "history",
	.synopsis = "BRANCH[@WHEN] [VARIANT]",
	.summary = "show the results of earlier runs of a branch",
	.options = options,
	.size = sizeof(struct history_options),
	.defaults = &defaults,
	.operands = {{VALUE_BRANCH}, {VALUE_VARIANT}},
	.run = run,
};
