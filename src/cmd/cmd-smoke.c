/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry smoke: the main job on branches, from source to verdict. */
#include <stdio.h>

#include "branch/project.h"
#include "branch/source.h"
#include "build/pipeline.h"
#include "cmd/commands.h"
#include "cmd/print-verdict.h"
#include "vm/host.h"
#include "vm/proof.h"

struct smoke_options {
	char **variants; /* NULL: all */
	char *from, *config, *run;
	int jobs;
	gint64 seed;
	gboolean all, json, tap;
};

/* How far it has come. */
struct smoke {
	const struct command *command;
	const struct smoke_options *options;
	const char *project;
	GPtrArray *verdicts;
	guint skipped;
	gboolean broken; /* a stage failed */
};

static gboolean check_variants(const struct branch *b, char **names, GError **error)
{
	for (; names && *names; names++)
		if (!branch_variant(b, *names, error))
			return FALSE;
	return TRUE;
}

/* Whether the branch's source can be had; otherwise it is skipped, and why is said. */
static gboolean has_source(struct smoke *smoke, const struct branch *b)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Pristine) tree = source_get(b, NULL, NULL, &error);

	if (tree)
		return TRUE;
	command_say(smoke->command, "%s skipped, no source (give --from): %s", b->name,
		    error->message);
	smoke->skipped++;
	return FALSE;
}

static gboolean prove(struct smoke *smoke, const struct branch *b, GError **error)
{
	const struct smoke_options *o = smoke->options;
	g_autoptr(Pipeline) pipeline = pipeline_new(smoke->project, error);
	g_autofree char *variants = o->variants ? g_strjoinv(" ", o->variants) : NULL;
	g_autofree char *seed = g_strdup_printf("%" G_GINT64_FORMAT, o->seed);
	g_autofree char *jobs = o->jobs ? g_strdup_printf("%d", o->jobs) : NULL;
	int status;

	if (!pipeline)
		return FALSE;
	pipeline->to_stderr = o->json || o->tap;
	pipeline_set(pipeline, "BRANCH", b->name);
	pipeline_set(pipeline, "VARIANTS", variants);
	pipeline_set(pipeline, "SEED", seed);
	pipeline_set(pipeline, "JOBS", jobs);
	pipeline_set(pipeline, "RUN", o->run);
	pipeline_set(pipeline, "REPORT", ":");
	pipeline_set_path(pipeline, "FROM", o->from);
	pipeline_set_path(pipeline, "CONFIG", o->config);
	if (!pipeline_run(pipeline, "prove", &status, error))
		return FALSE;
	smoke->broken = smoke->broken || status;
	return TRUE;
}

static gboolean smoke_branch(struct smoke *smoke, const char *name, GError **error)
{
	g_autoptr(Branch) b = branch_load(smoke->project, name, error);
	char **variants = smoke->options->variants;

	if (!b || !check_variants(b, variants, error))
		return FALSE;
	if (smoke->options->all && !has_source(smoke, b))
		return TRUE;
	return prove(smoke, b, error) &&
	       proof_report(b, variants, smoke->verdicts, error);
}

/* The worst: a FAIL, a stage that failed, something INVALID. */
static int finish(const struct smoke *smoke)
{
	g_autofree char *missing = smoke->broken ? host_missing(HOST_SMOKE) : NULL;
	int status;

	if (missing)
		command_say(smoke->command,
			    "this machine lacks %s; 'kferry env' tells how to "
			    "install it",
			    missing);
	if (smoke->skipped)
		command_say(smoke->command, "%u skipped", smoke->skipped);
	status = print_verdicts(smoke->verdicts, smoke->options->json,
				smoke->options->tap);
	return status == EXIT_NEGATIVE || !smoke->broken ? status : EXIT_TROUBLE;
}

static int run_smoke(struct smoke *smoke, char **names)
{
	g_autofree char *project = NULL;
	g_auto(GStrv) all = NULL;
	GError *error = NULL;

	project = project_find(&error);
	if (project && smoke->options->all)
		all = branch_list(project, &error);
	if (error)
		return command_failed(smoke->command, error);
	smoke->project = project;
	for (char **name = all ?: names; *name; name++)
		if (!smoke_branch(smoke, *name, &error))
			return command_failed(smoke->command, error);
	return finish(smoke);
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct smoke_options *o = data;
	g_autoptr(GPtrArray) verdicts = verdict_report_new();
	struct smoke smoke = {.command = command, .options = o, .verdicts = verdicts};

	if (o->all == (argc > 1))
		return command_usage(command, "give at least one BRANCH, or --all");
	if (o->all && (o->from || o->variants))
		return command_usage(
			command, "--from and --variant are for branches that you name");
	return run_smoke(&smoke, argv + 1);
}

#define FIELD(member) OPTION_FIELD(struct smoke_options, member)

static const struct option_entry options[] = {
	{"variant", 'v', VALUE_VARIANT, FIELD(variants),
	 "Prove only this variant; may be repeated", "NAME"},
	{"all", 'a', VALUE_NONE, FIELD(all),
	 "Prove all branches whose source can be had", NULL},
	{"jobs", 'j', VALUE_COUNT, FIELD(jobs),
	 "Run N builds and boots in parallel (default: two per processor)", "N"},
	OPTION_FROM(FIELD(from)),
	OPTION_CONFIG(FIELD(config)),
	OPTION_SEED(FIELD(seed)),
	{"run", 0, VALUE_TEXT, FIELD(run),
	 "Run every stage by COMMAND, such as the launcher of a cluster", "COMMAND"},
	OPTION_JSON(FIELD(json)),
	OPTION_TAP(FIELD(tap)),
	{NULL},
};

static const struct smoke_options defaults = {.seed = 1};

const struct command cmd_smoke = {
	.name = "smoke",
	.synopsis = "BRANCH... | --all",
	.summary = "take branches from source to verdict",
	.options = options,
	.size = sizeof(struct smoke_options),
	.defaults = &defaults,
	.operands = {{VALUE_BRANCH, .many = TRUE}},
	.run = run,
};
