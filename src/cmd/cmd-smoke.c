/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry smoke: builds, boots and judges branches. */
#include <stdio.h>
#include <string.h>

#include "branch/project.h"
#include "branch/source.h"
#include "cmd/commands.h"
#include "cmd/print-verdict.h"
#include "util/cache.h"
#include "vm/attempt.h"
#include "vm/detached.h"
#include "vm/host.h"
#include "vm/smoke.h"

struct smoke_options {
	char **variants; /* NULL: all */
	char *from, *config, *run, *on, *arch, *node_cache;
	int jobs;
	gint64 seed;
	gboolean all, json, tap, detach;
};

/* The state of the command. */
struct request {
	const struct command *command;
	const struct smoke_options *options;
	const char *project;
	struct smoke *smoke;
	struct detached *detached; /* for --detach, or NULL */
	GHashTable *seen;	   /* char *: names of branches so far */
	guint skipped;
};

static gboolean check_variants(const struct branch *b, char **names, GError **error)
{
	for (; names && *names; names++)
		if (!branch_variant(b, *names, error))
			return FALSE;
	return TRUE;
}

/* Whether the branch's source is available; otherwise prints why it is skipped. */
static gboolean has_source(struct request *request, const struct branch *b)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Pristine) tree = source_get(b, NULL, NULL, &error);

	if (tree)
		return TRUE;
	command_say(request->command, "%s skipped, no source (give --from): %s",
		    b->name, error->message);
	request->skipped++;
	return FALSE;
}

/* Whether kernels of another architecture can be built and booted here. */
static gboolean has_toolchain(struct request *request, const struct branch *b)
{
	g_autofree char *missing = host_missing_for(b->arch);

	if (!missing)
		return TRUE;
	command_say(request->command, "%s skipped, no %s (scripts/deps %s)", b->name,
		    missing, b->arch->name);
	request->skipped++;
	return FALSE;
}

/* Adds a branch to what is to be tested; each only once. */
static gboolean add_branch(struct request *request, const char *name, GError **error)
{
	const struct smoke_options *o = request->options;
	g_autofree char *full = branch_name_on(name, o->arch);
	g_autoptr(Branch) b = branch_load(request->project, full, error);
	g_auto(GStrv) names = NULL;

	if (!b || !check_variants(b, o->variants, error))
		return FALSE;
	if (!g_hash_table_add(request->seen, g_strdup(b->name)))
		return TRUE;
	if (o->all && (!has_toolchain(request, b) || !has_source(request, b)))
		return TRUE;
	names = o->variants ? g_strdupv(o->variants) : branch_variant_names(b, o->all);
	if (!request->detached)
		return smoke_add(request->smoke, g_steal_pointer(&b),
				 g_steal_pointer(&names), error);
	g_ptr_array_add(request->detached->attempts, attempt_new(b, names));
	return TRUE;
}

/* Returns the worst: a FAIL, a failed stage, something INVALID. */
static int finish(const struct request *request)
{
	g_autoptr(GPtrArray) verdicts = verdict_report_new();
	g_autofree char *missing = NULL;
	const GPtrArray *branches = request->smoke->branches;
	gboolean broken = FALSE;
	int status;

	for (guint i = 0; branches && i < branches->len; i++) {
		const struct smoke_branch *one = branches->pdata[i];
		GError *error = NULL;

		broken = broken || one->broken;
		if (smoke_report(one, verdicts, &error))
			continue;
		command_failed(request->command, error);
		broken = TRUE;
	}
	missing = broken ? host_missing(HOST_SMOKE) : NULL;
	if (missing)
		command_say(
			request->command,
			"this machine lacks %s; 'kferry env' shows how to install it",
			missing);
	if (request->skipped)
		command_say(request->command, "%u skipped", request->skipped);
	status =
		print_verdicts(verdicts, request->options->json, request->options->tap);
	return status == EXIT_NEGATIVE || !broken ? status : EXIT_TROUBLE;
}

/* Submits everything to Slurm; prints the id alone for scripts. */
static int leave(const struct request *request)
{
	g_autofree char *dir = detached_dir(request->detached);
	GError *error = NULL;

	if (request->skipped)
		command_say(request->command, "%u skipped", request->skipped);
	if (!detached_submit(request->detached, &error))
		return command_failed(request->command, error);
	command_say(request->command, "'kferry jobs' shows the status; logs are in %s",
		    dir);
	printf("%s\n", request->detached->id);
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

/* Output of jobs; the verdicts alone go to stdout. */
static void print_line(const char *line)
{
	fprintf(stderr, "%s\n", line);
}

static int run_smoke(struct request *request, char **names)
{
	GError *error = NULL;
	g_autofree char *project = project_find(&error);
	g_auto(GStrv) all = NULL;
	g_autoptr(Detached) detached = NULL;
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	if (project && request->options->all)
		all = list_all(project, request->options->arch, &error);
	if (error)
		return command_failed(request->command, error);
	request->project = request->smoke->project = project;
	request->seen = seen;
	if (request->options->detach)
		request->detached = detached = new_detached(request->options, project);
	for (char **name = all ?: names; *name; name++)
		if (!add_branch(request, *name, &error))
			return command_failed(request->command, error);
	if (request->detached)
		return leave(request);
	smoke_run(request->smoke);
	return finish(request);
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct smoke_options *o = data;
	struct smoke smoke = {.from = o->from,
			      .config = o->config,
			      .run = o->run,
			      .variants = o->variants,
			      .all = o->all,
			      .jobs = o->jobs,
			      .seed = o->seed,
			      .to_stderr = o->json || o->tap,
			      .slurm = !g_strcmp0(o->on, "slurm"),
			      .node_cache = o->node_cache,
			      .line = print_line};
	struct request request = {.command = command, .options = o, .smoke = &smoke};
	int code;

	if (o->all == (argc > 1))
		return command_usage(command, "give at least one BRANCH, or --all");
	if (o->all && (o->from || o->variants))
		return command_usage(command, "--from and --variant require a BRANCH");
	if (o->on && o->run)
		return command_usage(command, "--on and --run exclude each other");
	if (o->detach && (!smoke.slurm || o->jobs || o->json || o->tap))
		return command_usage(
			command,
			"--detach requires --on slurm, and excludes --jobs, --json and "
			"--tap; on one machine, use nohup or systemd-run");
	if (o->node_cache && (!smoke.slurm || o->detach))
		return command_usage(command,
				     "--node-cache requires --on slurm, and excludes "
				     "--detach: results are copied back here");
	code = run_smoke(&request, argv + 1);
	smoke_clear(&smoke);
	return code;
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
