/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry prove: builds a kernel without a patch and with it, boots both, and compares. */
#include <stdio.h>

#include "branch/project.h"
#include "cmd/commands.h"
#include "util/error.h"
#include "util/json-print.h"
#include "vm/prove-save.h"

/* Values of the options. */
struct prove_options {
	char *branch;
	char *patch;
	char *series;
	GStrv suites;
	char *repro;
	char *kselftest;
	char *tests;
	char *config;
	char *save;
	char *project;
	gint64 seed;
	int tries;
	int time;
	int jobs;
	gboolean revert;
	gboolean json;
};

static gboolean take(GPtrArray *suites, struct suite *suite)
{
	if (suite)
		g_ptr_array_add(suites, suite);
	return suite != NULL;
}

static gboolean read_suites(const struct prove_options *o, const struct branch *b,
			    GPtrArray *suites, GError **error)
{
	char **names = o->suites;

	if ((o->repro &&
	     !take(suites, suite_of_reproducer(o->repro, o->time, error))) ||
	    (o->kselftest && !take(suites, suite_of_kselftest(o->kselftest, error))))
		return FALSE;
	if (!names && !o->repro && !o->kselftest)
		names = b->suites;
	for (char **name = names; name && *name; name++)
		if (!take(suites, suite_load(b->dir, *name, error)))
			return FALSE;
	if (suites->len)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "give --suite, --repro or --kselftest");
	return FALSE;
}

static void print_side(const struct prove_side *side)
{
	const struct verdict *first = side->verdicts->pdata[0];
	guint invalid = side->verdicts->len - side->passed - side->failed;

	printf("%-8s %s\n", side->name, prove_seen(side));
	printf("         %u clean, %u failed, %u invalid", side->passed, side->failed,
	       invalid);
	if (first->coverage.known && first->coverage.changed)
		printf("; %u of %u changed lines ran", first->coverage.run,
		       first->coverage.changed);
	putchar('\n');
	for (guint i = 0; i < side->verdicts->len; i++) {
		const struct verdict *verdict = side->verdicts->pdata[i];

		for (guint r = 0; r < verdict->reasons->len; r++)
			printf("         %s\n", (char *)verdict->reasons->pdata[r]);
	}
}

static int print_proof(const struct proof_of_patch *proof, gboolean json)
{
	if (json) {
		json_print(stdout, prove_json(proof));
	} else {
		print_side(&proof->without);
		print_side(&proof->with);
		puts(prove_result_name(proof->result));
	}
	if (proof->result == PROVE_INVALID)
		return EXIT_INVALID;
	return proof->result == PROVE_PROVEN ? EXIT_OK : EXIT_NEGATIVE;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	struct prove_options *o = data;
	g_autoptr(GPtrArray) suites =
		g_ptr_array_new_with_free_func((GDestroyNotify)suite_free);
	g_auto(GStrv) tests = o->tests ? g_strsplit(o->tests, ",", -1) : NULL;
	g_autoptr(Branch) b = NULL;
	g_autoptr(ProofOfPatch) proof = NULL;
	struct prove prove = {
		.series = o->series,
		.patch = o->patch,
		.revert = o->revert,
		.suites = suites,
		.tests = (const char *const *)tests,
		.config = o->config,
		.tries = MAX(o->tries, 1),
		.seed = o->seed,
		.jobs = o->jobs,
	};
	GError *error = NULL;
	int status;

	if (argc != 1 || !o->branch || !o->patch)
		return command_usage(command, "give --branch and --patch");
	b = project_branch(o->project, o->branch, &error);
	if (!b || !read_suites(o, b, suites, &error))
		return command_failed(command, error);
	prove.b = b;
	if (o->save && !prove_save_check(&prove, o->save, &error))
		return command_failed(command, error);
	proof = prove_patch(&prove, &error);
	if (!proof)
		return command_failed(command, error);
	status = print_proof(proof, o->json);
	if (o->save && !prove_save(&prove, proof, o->save, &error)) {
		int failed = command_failed(command, error);

		return status == EXIT_OK ? failed : status;
	}
	return status;
}

#define FIELD(member) OPTION_FIELD(struct prove_options, member)

static const struct option_entry options[] = {
	{"branch", 'b', VALUE_BRANCH, FIELD(branch), "The branch to use", "NAME"},
	{"patch", 0, VALUE_PATCH, FIELD(patch), "The fix", "FILE"},
	{"series", 0, VALUE_TEXT, FIELD(series),
	 "Apply this series of the branch first, to both kernels", "NAME"},
	{"revert", 0, VALUE_NONE, FIELD(revert),
	 "The branch already has the fix: revert it for the kernel without it", NULL},
	OPTION_SUITE(FIELD(suites), "those of the branch"),
	{"repro", 0, VALUE_FILE, FIELD(repro), "Run this reproducer, a C program",
	 "FILE.c"},
	{"kselftest", 0, VALUE_TEXT, FIELD(kselftest),
	 "Run these collections of the kernel's own selftests",
	 "COLLECTION[:TEST],..."},
	{"time", 0, VALUE_COUNT, FIELD(time),
	 "Run the reproducer for this many seconds (default 30)", "SECONDS"},
	OPTION_TESTS(FIELD(tests)),
	{"tries", 0, VALUE_COUNT, FIELD(tries),
	 "Boot each kernel N times, each with another seed (default 1)", "N"},
	OPTION_SEED(FIELD(seed)),
	OPTION_CONFIG(FIELD(config)),
	OPTION_JOBS(FIELD(jobs)),
	{"save", 0, VALUE_TEXT, FIELD(save),
	 "If proven, write series, suite and variants into the project", "NAME"},
	OPTION_JSON(FIELD(json)),
	OPTION_PROJECT(FIELD(project)),
	{NULL},
};

static const struct prove_options defaults = {.seed = 1, .tries = 1};

const struct command cmd_prove = {
	.name = "prove",
	.synopsis = "--branch NAME --patch FILE [--suite NAME | --repro FILE.c | "
		    "--kselftest C]",
	.summary = "prove that a patch fixes a bug that a test reproduces",
	.options = options,
	.size = sizeof(struct prove_options),
	.defaults = &defaults,
	.run = run,
};
