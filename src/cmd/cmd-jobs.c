/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry jobs: shows what kferry smoke --detach has submitted to a cluster. */
#include <stdio.h>
#include <string.h>

#include "cmd/commands.h"
#include "util/date.h"
#include "util/json-print.h"
#include "util/json-text.h"
#include "vm/detached.h"

struct jobs_options {
	gboolean json;
	char *cancel, *end;
};

/* The status of a run. */
struct standing {
	guint all, done; /* numbers of variants */
	guint running, pending;
	const char *word;
	const char *why; /* details, or NULL */
};

static const char *verdict_word(int status)
{
	return status == EXIT_OK	 ? "PASS"
	       : status == EXIT_NEGATIVE ? "FAIL"
					 : "INVALID";
}

static void find_standing(const struct detached *detached, struct standing *standing)
{
	memset(standing, 0, sizeof(*standing));
	detached_count(detached, &standing->all, &standing->done);
	if (detached->ended) {
		standing->word = verdict_word(detached->status);
		return;
	}
	if (!slurm_queue(detached->id, &standing->running, &standing->pending, NULL)) {
		standing->word = "unknown";
		standing->why = "the controller of the cluster does not answer";
	} else if (standing->running || standing->pending) {
		standing->word = standing->running ? "running" : "pending";
	} else {
		standing->word = detached->cancelled ? "cancelled" : "lost";
		standing->why = detached->cancelled
					? NULL
					: "no job is left, and the run was not judged";
	}
}

static char *branches_text(const struct detached *detached)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < detached->attempts->len; i++) {
		const struct attempt *attempt = detached->attempts->pdata[i];

		g_string_append_printf(text, "%s%s", i ? " " : "", attempt->branch);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void print_row(const struct detached *detached)
{
	g_autofree char *started = date_minute(detached->started);
	g_autofree char *branches = branches_text(detached);
	g_autofree char *dir = detached_dir(detached);
	struct standing standing;

	find_standing(detached, &standing);
	printf("%-15s  %-16s  %5u/%-5u  %-9s  %-12s  %s\n", detached->id, started,
	       standing.done, standing.all, standing.word, branches, dir);
	if (standing.why)
		printf("    %s\n", standing.why);
}

static json_t *row_json(const struct detached *detached)
{
	json_t *root = detached_json(detached);
	g_autofree char *dir = detached_dir(detached);
	struct standing standing;

	find_standing(detached, &standing);
	json_object_set_new(root, "state", json_string(standing.word));
	json_object_set_new(root, "why", json_text(standing.why) ?: json_null());
	json_object_set_new(root, "variants", json_integer(standing.all));
	json_object_set_new(root, "done", json_integer(standing.done));
	json_object_set_new(root, "jobs_running", json_integer(standing.running));
	json_object_set_new(root, "jobs_pending", json_integer(standing.pending));
	json_object_set_new(root, "directory", json_text(dir));
	return root;
}

static void print_list(GPtrArray *list, gboolean json)
{
	json_t *array = json_array();

	if (!json)
		printf("%-15s  %-16s  %11s  %-9s  %-12s  %s\n", "ID", "STARTED", "DONE",
		       "STATE", "BRANCHES", "LOGS");
	for (guint i = 0; i < list->len; i++)
		if (json)
			json_array_append_new(array, row_json(list->pdata[i]));
		else
			print_row(list->pdata[i]);
	if (json)
		json_print(stdout, array);
	else
		json_decref(array);
}

/* Returns the runs in the operands, or else all. */
static GPtrArray *find_list(char **ids, GError **error)
{
	g_autoptr(GPtrArray) list =
		g_ptr_array_new_with_free_func((GDestroyNotify)detached_free);

	if (!*ids)
		return detached_list(error);
	for (; *ids; ids++) {
		struct detached *detached = detached_load(*ids, error);

		if (!detached)
			return NULL;
		g_ptr_array_add(list, detached);
	}
	return g_steal_pointer(&list);
}

static int end(const struct command *command, const char *id)
{
	GError *error = NULL;
	g_autoptr(Detached) detached = detached_load(id, &error);
	gboolean again;

	if (!detached || !detached_end(detached, &again, &error))
		return command_failed(command, error);
	if (again)
		command_say(command, "%s: some variants did not finish, try %u of %d",
			    id, detached->tries, SLURM_TRIES);
	return again ? EXIT_OK : detached->status;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct jobs_options *o = data;
	g_autoptr(Detached) detached = NULL;
	g_autoptr(GPtrArray) list = NULL;
	GError *error = NULL;

	if ((o->cancel || o->end) && (argc > 1 || o->json || (o->cancel && o->end)))
		return command_usage(
			command, "--cancel and --end take one ID and no other option");
	if (o->end)
		return end(command, o->end);
	if (o->cancel) {
		detached = detached_load(o->cancel, &error);
		if (!detached || !detached_cancel(detached, &error))
			return command_failed(command, error);
		return EXIT_OK;
	}
	list = find_list(argv + 1, &error);
	if (!list)
		return command_failed(command, error);
	print_list(list, o->json);
	return EXIT_OK;
}

#define FIELD(member) OPTION_FIELD(struct jobs_options, member)

static const struct option_entry options[] = {
	{"cancel", 0, VALUE_TEXT, FIELD(cancel), "Cancel the jobs of this run", "ID"},
	{"end", 0, VALUE_TEXT, FIELD(end),
	 "Judge this run, if its last job on the cluster did not", "ID"},
	OPTION_JSON(FIELD(json)),
	{NULL},
};

const struct command cmd_jobs = {
	.name = "jobs",
	.synopsis = "[ID...]",
	.summary = "show and cancel detached runs on a cluster",
	.options = options,
	.size = sizeof(struct jobs_options),
	.operands = {{VALUE_TEXT, .many = TRUE}},
	.run = run,
};
