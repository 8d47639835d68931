/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry hit-rate: how often a variant shows what it has to, by the pipeline. */
#include "branch/project.h"
#include "build/pipeline.h"
#include "cmd/commands.h"
#include "cmd/print-verdict.h"
#include "util/cache.h"
#include "vm/judge.h"

struct hit_rate_options {
	int boots;
	gboolean json, tap;
};

static gboolean add_verdicts(const struct branch *b, const char *variant, int boots,
			     GPtrArray *verdicts, GError **error)
{
	for (int seed = 1; seed <= boots; seed++) {
		g_autofree char *number = g_strdup_printf("%d", seed);
		g_autofree char *dir =
			cache_path("hit-rate", b->name, variant, number, NULL);
		struct verdict *verdict = judge_dir(dir, error);

		if (!verdict)
			return FALSE;
		g_free(verdict->variant);
		verdict->variant = g_strdup_printf("%s, seed %d", variant, seed);
		g_ptr_array_add(verdicts, verdict);
	}
	return TRUE;
}

static gboolean boot_all(const struct branch *b, const char *variant,
			 const struct hit_rate_options *o, int *status, GError **error)
{
	g_autoptr(Pipeline) pipeline = pipeline_new(b->dir, error);
	g_autofree char *boots = g_strdup_printf("%d", o->boots);

	if (!pipeline)
		return FALSE;
	pipeline->to_stderr = TRUE;
	pipeline_set(pipeline, "BRANCH", b->name);
	pipeline_set(pipeline, "VARIANT", variant);
	pipeline_set(pipeline, "BOOTS", boots);
	pipeline_set(pipeline, "JUDGE", ":");
	return pipeline_run(pipeline, "hit-rate", status, error);
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct hit_rate_options *o = data;
	g_autoptr(GPtrArray) verdicts = verdict_report_new();
	g_autoptr(Branch) b = NULL;
	GError *error = NULL;
	int status = 0;

	if (argc != 3 || !o->boots)
		return command_usage(command, "give a BRANCH, a VARIANT, and --boots "
					      "that are some");
	b = project_branch(NULL, argv[1], &error);
	if (!b || !branch_variant(b, argv[2], &error) ||
	    !boot_all(b, argv[2], o, &status, &error))
		return command_failed(command, error);
	if (status)
		return EXIT_TROUBLE;
	if (!add_verdicts(b, argv[2], o->boots, verdicts, &error))
		return command_failed(command, error);
	return print_verdicts(verdicts, o->json, o->tap);
}

#define FIELD(member) OPTION_FIELD(struct hit_rate_options, member)

static const struct option_entry options[] = {
	{"boots", 'n', VALUE_COUNT, FIELD(boots),
	 "Boot N times, with the seeds 1 to N (default 20)", "N"},
	OPTION_JSON(FIELD(json)),
	OPTION_TAP(FIELD(tap)),
	{NULL},
};

static const struct hit_rate_options defaults = {.boots = 20};

const struct command cmd_hit_rate = {
	.name = "hit-rate",
	.synopsis = "BRANCH VARIANT",
	.summary = "show how often a variant gives the expected result",
	.options = options,
	.size = sizeof(struct hit_rate_options),
	.defaults = &defaults,
	.operands = {{VALUE_BRANCH}, {VALUE_VARIANT}},
	.run = run,
};
