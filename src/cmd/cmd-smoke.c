/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry smoke: builds, boots and judges branches. */
#include <stdio.h>
#include <string.h>

#include "branch/project.h"
#include "branch/source.h"
#include "build/pipeline.h"
#include "build/slurm-watch.h"
#include "build/slurm.h"
#include "cmd/commands.h"
#include "cmd/print-verdict.h"
#include "util/cache.h"
#include "vm/attempt.h"
#include "vm/detached.h"
#include "vm/host.h"
#include "vm/proof.h"

#define SLURM_JOBS 64 /* maximum of queued and running jobs */

struct smoke_options {
	char **variants; /* NULL: all */
	char *from, *config, *run, *on, *arch, *node_cache;
	int jobs;
	gint64 seed;
	gboolean all, json, tap, detach;
};

/* The state of the command. */
struct smoke {
	const struct command *command;
	const struct smoke_options *options;
	const char *project;
	GPtrArray *verdicts;
	guint skipped;
	gboolean broken;     /* a stage failed */
	struct slurm *slurm; /* for --on slurm, or NULL */
	GStrv unfinished;    /* variants whose Slurm jobs did not finish, or NULL */
	struct detached *detached; /* for --detach, or NULL */
};

static gboolean check_variants(const struct branch *b, char **names, GError **error)
{
	for (; names && *names; names++)
		if (!branch_variant(b, *names, error))
			return FALSE;
	return TRUE;
}

/* Whether the branch's source is available; otherwise prints why it is skipped. */
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

/* Whether kernels of another architecture can be built and booted here. */
static gboolean has_toolchain(struct smoke *smoke, const struct branch *b)
{
	g_autofree char *missing = host_missing_for(b->arch);

	if (!missing)
		return TRUE;
	command_say(smoke->command, "%s skipped, no %s (scripts/deps %s)", b->name,
		    missing, b->arch->name);
	smoke->skipped++;
	return FALSE;
}

static gboolean prove(struct smoke *smoke, const struct branch *b, char **names,
		      GError **error)
{
	const struct smoke_options *o = smoke->options;
	g_autoptr(Pipeline) pipeline = pipeline_new(smoke->project, error);
	g_autofree char *variants = names ? g_strjoinv(" ", names) : NULL;
	g_autofree char *seed = g_strdup_printf("%" G_GINT64_FORMAT, o->seed);
	int at_once = o->jobs ?: (smoke->slurm ? SLURM_JOBS : 0);
	g_autofree char *jobs = at_once ? g_strdup_printf("%d", at_once) : NULL;
	int status;

	if (!pipeline)
		return FALSE;
	pipeline->to_stderr = o->json || o->tap;
	pipeline_set(pipeline, "BRANCH", b->name);
	pipeline_set(pipeline, "VARIANTS", variants);
	pipeline_set(pipeline, "ALL", o->all ? "yes" : NULL);
	pipeline_set(pipeline, "SEED", seed);
	pipeline_set(pipeline, "JOBS", jobs);
	pipeline_set(pipeline, "RUN", o->run);
	if (smoke->slurm)
		slurm_use(smoke->slurm, pipeline);
	pipeline_set(pipeline, "REPORT", ":");
	pipeline_set_path(pipeline, "FROM", o->from);
	pipeline_set_path(pipeline, "CONFIG", o->config);
	if (!pipeline_run(pipeline, "prove", &status, error))
		return FALSE;
	smoke->broken = smoke->broken || status;
	return TRUE;
}

/* If a node dies, or a job is preempted or cancelled, variants without a run are
 * retried. A build that fails just fails again soon. */
static gboolean prove_by_slurm(struct smoke *smoke, const struct branch *b,
			       char **names, GError **error)
{
	g_autoptr(Attempt) attempt = attempt_new(b, names);
	g_auto(GStrv) left = g_strdupv(smoke->options->variants);
	gboolean broken = smoke->broken;

	for (int try = 1; try <= SLURM_TRIES; try++) {
		/* if the controller died, all tries would fail within a minute */
		if (!slurm_wait(SLURM_WAIT, error) || !prove(smoke, b, left, error))
			return FALSE;
		g_strfreev(left);
		left = attempt_left(attempt);
		if (!*left) {
			smoke->broken = broken;
			return TRUE;
		}
		command_say(smoke->command,
			    "%s: %u of its variants did not finish in try %d of %d",
			    b->name, g_strv_length(left), try, SLURM_TRIES);
	}
	smoke->unfinished = g_steal_pointer(&left);
	return TRUE;
}

static gboolean smoke_branch(struct smoke *smoke, const char *name, GError **error)
{
	g_autofree char *full = branch_name_on(name, smoke->options->arch);
	g_autoptr(Branch) b = branch_load(smoke->project, full, error);
	const struct smoke_options *o = smoke->options;
	g_auto(GStrv) names = NULL;
	guint from = smoke->verdicts->len;

	if (!b || !check_variants(b, o->variants, error))
		return FALSE;
	if (o->all && (!has_toolchain(smoke, b) || !has_source(smoke, b)))
		return TRUE;
	names = o->variants ? g_strdupv(o->variants) : branch_variant_names(b, o->all);
	if (smoke->detached) {
		g_ptr_array_add(smoke->detached->attempts, attempt_new(b, names));
		return TRUE;
	}
	if (!(smoke->slurm ? prove_by_slurm(smoke, b, names, error)
			   : prove(smoke, b, o->variants, error)))
		return FALSE;
	if (!proof_report(b, names, smoke->verdicts, error))
		return FALSE;
	if (smoke->unfinished)
		attempt_doubt(smoke->unfinished, smoke->verdicts, from);
	g_clear_pointer(&smoke->unfinished, g_strfreev);
	return TRUE;
}

/* Returns the worst: a FAIL, a failed stage, something INVALID. */
static int finish(const struct smoke *smoke)
{
	g_autofree char *missing = smoke->broken ? host_missing(HOST_SMOKE) : NULL;
	int status;

	if (missing)
		command_say(
			smoke->command,
			"this machine lacks %s; 'kferry env' shows how to install it",
			missing);
	if (smoke->skipped)
		command_say(smoke->command, "%u skipped", smoke->skipped);
	status = print_verdicts(smoke->verdicts, smoke->options->json,
				smoke->options->tap);
	return status == EXIT_NEGATIVE || !smoke->broken ? status : EXIT_TROUBLE;
}

/* Submits everything to Slurm; prints the id alone for scripts. */
static int leave(const struct smoke *smoke)
{
	g_autofree char *dir = detached_dir(smoke->detached);
	GError *error = NULL;

	if (smoke->skipped)
		command_say(smoke->command, "%u skipped", smoke->skipped);
	if (!detached_submit(smoke->detached, &error))
		return command_failed(smoke->command, error);
	command_say(smoke->command, "'kferry jobs' shows the status; logs are in %s",
		    dir);
	printf("%s\n", smoke->detached->id);
	return EXIT_OK;
}

static struct detached *new_detached(const struct smoke_options *o, const char *project)
{
	struct detached *detached = detached_new(project);

	detached->seed = o->seed;
	if (o->from)
		detached->from = g_canonicalize_filename(o->from, NULL);
	if (o->config)
		detached->config = g_canonicalize_filename(o->config, NULL);
	return detached;
}

/* Returns the branches of the project on all their architectures, or on @arch if they
 * have it. */
static GStrv list_all(const char *project, const char *arch, GError **error)
{
	g_auto(GStrv) names = branch_list(project, error);
	g_autoptr(GStrvBuilder) all = g_strv_builder_new();

	for (char **name = names; name && *name; name++) {
		g_autoptr(Branch) b = branch_load(project, *name, error);
		g_auto(GStrv) full = b ? branch_names(b) : NULL;

		if (!b)
			return NULL;
		for (guint i = 0; full[i]; i++) {
			const struct arch *one = b->archs->pdata[i];

			if (!arch || !strcmp(one->name, arch))
				g_strv_builder_add(all, full[i]);
		}
	}
	return names ? g_strv_builder_end(all) : NULL;
}

static int run_smoke(struct smoke *smoke, char **names)
{
	g_autofree char *project = NULL;
	g_auto(GStrv) all = NULL;
	g_autoptr(Detached) detached = NULL;
	GError *error = NULL;

	project = project_find(&error);
	if (project && smoke->options->all)
		all = list_all(project, smoke->options->arch, &error);
	if (error)
		return command_failed(smoke->command, error);
	smoke->project = project;
	if (smoke->options->node_cache &&
	    !slurm_stage_by(smoke->slurm, project, smoke->options->node_cache, &error))
		return command_failed(smoke->command, error);
	if (smoke->options->detach)
		smoke->detached = detached = new_detached(smoke->options, project);
	for (char **name = all ?: names; *name; name++)
		if (!smoke_branch(smoke, *name, &error))
			return command_failed(smoke->command, error);
	return smoke->detached ? leave(smoke) : finish(smoke);
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct smoke_options *o = data;
	g_autoptr(GPtrArray) verdicts = verdict_report_new();
	g_autoptr(Slurm) slurm = NULL;
	g_autoptr(SlurmWatch) watch = NULL;
	GError *error = NULL;
	struct smoke smoke = {.command = command, .options = o, .verdicts = verdicts};

	if (o->all == (argc > 1))
		return command_usage(command, "give at least one BRANCH, or --all");
	if (o->all && (o->from || o->variants))
		return command_usage(command, "--from and --variant require a BRANCH");
	if (o->on && o->run)
		return command_usage(command, "--on and --run exclude each other");
	if (o->detach && (g_strcmp0(o->on, "slurm") || o->jobs || o->json || o->tap))
		return command_usage(
			command,
			"--detach requires --on slurm, and excludes --jobs, --json and "
			"--tap; on one machine, use nohup or systemd-run");
	if (o->node_cache && (g_strcmp0(o->on, "slurm") || o->detach))
		return command_usage(command,
				     "--node-cache requires --on slurm, and excludes "
				     "--detach: results are copied back here");
	if (!g_strcmp0(o->on, "slurm")) {
		smoke.slurm = slurm = slurm_new(NULL, &error);
		if (!slurm)
			return command_failed(command, error);
		/* signs of life need a shared cache */
		if (!o->detach && !o->node_cache)
			watch = slurm_watch_new(slurm->name);
	}
	return run_smoke(&smoke, argv + 1);
}

#define FIELD(member) OPTION_FIELD(struct smoke_options, member)

static const struct option_entry options[] = {
	{"variant", 'v', VALUE_VARIANT, FIELD(variants),
	 "Test only this variant; may be repeated", "NAME"},
	{"all", 'a', VALUE_NONE, FIELD(all),
	 "Test all branches whose source is available", NULL},
	{"jobs", 'j', VALUE_COUNT, FIELD(jobs),
	 "Run N builds and boots in parallel (default: two per processor)", "N"},
	OPTION_ARCH(FIELD(arch)),
	OPTION_FROM(FIELD(from)),
	OPTION_CONFIG(FIELD(config)),
	OPTION_SEED(FIELD(seed)),
	{"on", 0, VALUE_CHOICE, FIELD(on),
	 "Run every stage here, or as a job of a cluster (default local)",
	 "local|slurm"},
	{"node-cache", 0, VALUE_TEXT, FIELD(node_cache),
	 "With --on slurm: nodes share no files, each has its cache at DIR", "DIR"},
	{"run", 0, VALUE_TEXT, FIELD(run),
	 "Run every stage with COMMAND, such as the launcher of a cluster", "COMMAND"},
	{"detach", 0, VALUE_NONE, FIELD(detach),
	 "With --on slurm: do not wait, print an ID for kferry jobs", NULL},
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
