/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bisect/bisect-command.h"
#include "bisect/bisect-log.h"
#include "bisect/bisect-space.h"
#include "branch/project.h"
#include "branch/source.h"
#include "cmd/commands.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/glob.h"
#include "util/json-print.h"
#include "util/json-text.h"
#include "util/lock.h"
#include "vm/variant-test.h"

struct bisect_options_given {
	char *project, *series, *old, *source, *config, *tree, *log;
	char *run, *variant, *report;
	gint64 seed;
	int tries;
	gboolean smallest, reset, replay, json;
};

/* The state of the command. */
struct session {
	const struct command *command;
	const struct bisect_options_given *given;
	Branch *branch;			      /* NULL: none is given */
	const struct branch_variant *variant; /* to build and boot; NULL: --run */
	BisectSpace *space;
	BisectLog *log;
	char *state; /* its directory */
	char *tree, *config, *output;
	guint from_log, boots;
};

static void session_clear(struct session *session)
{
	g_clear_pointer(&session->branch, branch_free);
	g_clear_pointer(&session->space, bisect_space_free);
	g_clear_pointer(&session->log, bisect_log_free);
	g_free(session->state);
	g_free(session->tree);
	g_free(session->config);
	g_free(session->output);
}

/* --- a run of the test ------------------------------------------------------------ */

/* PASS is good. FAIL is bad, or with --report only if that report was seen. A verdict that
 * is INVALID, and a kernel that cannot be built, show nothing. */
static enum bisect_result result_of(const struct session *session,
				    const struct verdict *verdict)
{
	const char *report = session->given->report;

	if (verdict->kind == VERDICT_PASS)
		return BISECT_GOOD;
	if (verdict->kind == VERDICT_INVALID ||
	    (report && !glob_matches_text(report, verdict->seen)))
		return BISECT_SKIP;
	return BISECT_BAD;
}

static gboolean boot_variant(struct session *session, const struct bisect_set *set,
			     enum bisect_result *result, char **why, GError **error)
{
	g_autofree char *dir = g_build_filename(session->state, "set", NULL);
	g_autofree char *series = g_build_filename(dir, "series", NULL);
	g_autofree char *name = g_strconcat("bisect-", session->variant->name, NULL);
	const struct variant_test request = {
		.b = session->branch,
		.v = session->variant,
		.name = name,
		.series = series,
		.expect_clean = session->given->report != NULL,
		/* as for kferry prove, another one for each try */
		.seed = session->given->seed +
			(session->given->tries > 1 ? session->boots++ : 0),
	};
	g_autoptr(Verdict) verdict = NULL;

	if (!bisect_space_write(session->space, set, dir, error) ||
	    !variant_test_run(&request, &verdict, why, error))
		return FALSE;
	*result = BISECT_SKIP;
	if (!verdict)
		return TRUE;
	*result = result_of(session, verdict);
	*why = g_strdup_printf("%s, %s", verdict_name(verdict->kind), verdict->seen);
	return TRUE;
}

static gboolean run_command(struct session *session, const struct bisect_set *set,
			    enum bisect_result *result, char **why, GError **error)
{
	const struct bisect_options_given *given = session->given;
	struct bisect_command command = {
		.command = given->run,
		.dir = given->config ? NULL : session->tree,
		.config = given->config ? session->config : NULL,
		.report = given->report,
		.output = session->output,
	};
	gboolean fits;

	if (!bisect_space_place(session->space, set, &fits, error))
		return FALSE;
	if (fits)
		return bisect_command_run(&command, result, why, error);
	*result = BISECT_SKIP;
	*why = g_strdup("does not apply");
	return TRUE;
}

static gboolean test(const struct bisect_set *set, enum bisect_result *result,
		     gpointer data, GError **error)
{
	struct session *session = data;
	g_autofree char *why = NULL;
	g_autofree char *text = bisect_set_text(set);
	gboolean done;

	if (bisect_log_next(session->log, set, result)) {
		session->from_log++;
		return TRUE;
	}
	if (session->given->replay) {
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
			    "the log has no run of %s, and --replay does not start one",
			    text);
		return FALSE;
	}
	done = session->variant ? boot_variant(session, set, result, &why, error)
				: run_command(session, set, result, &why, error);
	if (!done || !bisect_log_add(session->log, set, *result, why, error))
		return FALSE;
	command_say(session->command, "%s with %s%s%s", bisect_result_name(*result),
		    text, why ? ": " : "", why ?: "");
	return TRUE;
}

/* --- the result ------------------------------------------------------------------ */

static void print_smallest(const struct session *session,
			   const struct bisect_outcome *outcome)
{
	if (!outcome->smallest.count)
		return;
	printf("smallest set that fails:\n");
	for (guint i = 0; i < outcome->smallest.count; i++)
		if (outcome->smallest.has[i])
			printf("  %s\n", bisect_space_name(session->space, i));
}

static void print_proof(const struct bisect_outcome *outcome)
{
	static const char *const without[] = {
		"passes", "also fails: there is more than one culprit",
		"cannot be tested: other changes depend on it"};
	static const char *const alone[] = {
		"passes: it depends on other changes", "fails",
		"cannot be tested: it depends on other changes"};

	printf("proof: without it the test %s\n", without[outcome->without]);
	printf("proof: alone it %s\n", alone[outcome->alone]);
}

/* "8 runs of the test: 4 to find it, 2 to prove it, 2 for the smallest set" */
static void print_runs(const struct session *session,
		       const struct bisect_outcome *outcome)
{
	guint other = outcome->runs - outcome->search_runs - outcome->proof_runs;

	printf("%u runs of the test", outcome->runs);
	if (outcome->status <= BISECT_RANGE) {
		printf(": %u to find it, %u to prove it", outcome->search_runs,
		       outcome->proof_runs);
		if (other)
			printf(", %u for the smallest set", other);
	}
	if (session->from_log)
		printf("; %u of them from %s", session->from_log, session->given->log);
	putchar('\n');
}

static void print_text(const struct session *session,
		       const struct bisect_outcome *outcome)
{
	switch (outcome->status) {
	case BISECT_FOUND:
		printf("%s is the first bad change, %u of %u\n",
		       bisect_space_name(session->space, outcome->first),
		       outcome->first + 1, bisect_space_count(session->space));
		print_proof(outcome);
		break;
	case BISECT_RANGE:
		printf("one of these is the first bad change; they cannot be tested "
		       "separately:\n");
		for (guint i = outcome->first; i <= outcome->last; i++)
			printf("  %s\n", bisect_space_name(session->space, i));
		break;
	case BISECT_NOT_BAD:
		printf("the test passes with all changes, %u of %u times\n",
		       outcome->fired_of, outcome->fired_of);
		break;
	case BISECT_NOT_GOOD:
		printf("the test fails even without the changes\n");
		break;
	case BISECT_UNTESTED:
		printf("the test is skipped with all changes, or without any\n");
		break;
	}
	print_smallest(session, outcome);
	print_runs(session, outcome);
	if (outcome->status <= BISECT_RANGE && outcome->fired_of > 1)
		printf("it failed %u of %u times with all changes; confidence %.1f "
		       "%%\n",
		       outcome->fired, outcome->fired_of,
		       100 * MIN(outcome->confidence, 0.999));
}

static json_t *names_json(const struct session *session, guint first, guint last)
{
	json_t *names = json_array();

	for (guint i = first; i <= last; i++)
		json_array_append_new(names,
				      json_text(bisect_space_name(session->space, i)));
	return names;
}

static void print_json(const struct session *session,
		       const struct bisect_outcome *outcome)
{
	static const char *const names[] = {"found", "range", "not-bad", "not-good",
					    "untested"};
	gboolean some = outcome->status <= BISECT_RANGE;
	json_t *smallest = json_array();

	for (guint i = 0; i < outcome->smallest.count; i++)
		if (outcome->smallest.has[i])
			json_array_append_new(smallest, json_text(bisect_space_name(
								session->space, i)));
	json_print(stdout,
		   json_pack("{s:s, s:o, s:s, s:s, s:o, s:i, s:i, s:i, s:i, s:i, s:o}",
			     "status", names[outcome->status], "suspects",
			     some ? names_json(session, outcome->first, outcome->last)
				  : json_array(),
			     "without", bisect_result_name(outcome->without), "alone",
			     bisect_result_name(outcome->alone), "smallest", smallest,
			     "runs", (int)outcome->runs, "proof-runs",
			     (int)outcome->proof_runs, "from-log",
			     (int)session->from_log, "fired", (int)outcome->fired,
			     "fired-of", (int)outcome->fired_of, "confidence",
			     some ? json_real(outcome->confidence) : json_null()));
}

/* --- what is bisected ------------------------------------------------------------- */

/* Returns the series of the variant, which must be one, or that of the branch. */
static char *usual_series(const struct session *session, GError **error)
{
	const struct branch_variant *v = session->variant;

	if (!v)
		return branch_patch_path(session->branch, "series");
	if (g_strv_length(v->series) == 1)
		return g_strdup(v->series[0]);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s %s has %u series; give one with --series",
		    session->branch->name, v->name, g_strv_length(v->series));
	return NULL;
}

/* Uses source and series of a branch instead of options. */
static gboolean of_branch(struct session *session, const char *name, char **source,
			  char **series, GError **error)
{
	const struct bisect_options_given *given = session->given;
	g_autoptr(Pristine) pristine = NULL;

	session->branch = project_branch(given->project, name, error);
	if (!session->branch)
		return FALSE;
	if (given->variant) {
		session->variant =
			branch_variant(session->branch, given->variant, error);
		if (!session->variant)
			return FALSE;
	}
	if (!*series)
		*series = usual_series(session, error);
	if (!*series || *source)
		return *series != NULL;
	pristine = source_get(session->branch, NULL, NULL, error);
	if (!pristine)
		return FALSE;
	*source = g_strdup(pristine->dir);
	return TRUE;
}

/* Different bisections have different directories; the same one is resumed. */
static void name_state(struct session *session, const char *what)
{
	g_autofree char *full = g_canonicalize_filename(what, NULL);
	g_autofree char *sum =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, full, -1);

	sum[16] = '\0';
	session->state = cache_path("bisect", sum, NULL);
	session->tree = session->given->tree
				? g_canonicalize_filename(session->given->tree, NULL)
				: g_build_filename(session->state, "tree", NULL);
	session->config = g_build_filename(session->state, "config", NULL);
	session->output = g_build_filename(session->state, "output", NULL);
}

static gboolean open_space(struct session *session, const char *name, GError **error)
{
	const struct bisect_options_given *given = session->given;
	g_autofree char *source = g_strdup(given->source);
	g_autofree char *series = g_strdup(given->series);

	if (given->config) {
		name_state(session, given->config);
		session->space =
			bisect_space_config(given->config, session->config, error);
		return session->space != NULL;
	}
	if (name && !of_branch(session, name, &source, &series, error))
		return FALSE;
	name_state(session, series);
	session->space =
		given->old ? bisect_space_versions(given->old, series, source,
						   session->tree, error)
			   : bisect_space_series(series, source, session->tree, error);
	return session->space != NULL;
}

static gboolean open_log(struct session *session, GError **error)
{
	g_autofree char *digest = bisect_space_digest(session->space);
	const char *path = session->given->log;

	if (session->given->reset && unlink(path) &&
	    g_file_test(path, G_FILE_TEST_EXISTS)) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: cannot be removed",
			    path);
		return FALSE;
	}
	session->log = bisect_log_open(path, bisect_space_count(session->space), digest,
				       error);
	return session->log && fs_make_dir(session->state, error);
}

static int bisect_session(struct session *session)
{
	struct bisect_options options = {.tries = session->given->tries,
					 .smallest = session->given->smallest,
					 .test = test,
					 .data = session};
	struct bisect_outcome outcome = {0};
	GError *error = NULL;
	int status = EXIT_INVALID;

	if (!bisect(bisect_space_count(session->space), &options, &outcome, &error)) {
		bisect_outcome_clear(&outcome);
		return command_failed(session->command, error);
	}
	if (session->given->json)
		print_json(session, &outcome);
	else
		print_text(session, &outcome);
	if (outcome.status == BISECT_FOUND && outcome.without != BISECT_BAD)
		status = EXIT_OK;
	bisect_outcome_clear(&outcome);
	return status;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	struct bisect_options_given *given = data;
	struct session session = {.command = command, .given = given};
	g_autofree char *lock_name = NULL;
	g_autoptr(Lock) lock = NULL;
	GError *error = NULL;
	int status;

	if (!given->run == !given->variant)
		return command_usage(command, "give --run COMMAND or --variant NAME");
	if (given->variant &&
	    (argc != 2 || given->config || given->source || given->tree))
		return command_usage(command, "--variant needs BRANCH, and cannot be "
					      "combined with --config, --source or "
					      "--tree");
	if (argc > 2 ||
	    (argc < 2 && !given->config && !(given->series && given->source)))
		return command_usage(command,
				     "BRANCH, --series and --source, or --config");
	if (given->config && (argc > 1 || given->series || given->old))
		return command_usage(command,
				     "--config cannot be combined with a series");
	if (!open_space(&session, argv[1], &error)) {
		session_clear(&session);
		return command_failed(command, error);
	}
	if (!given->log)
		given->log = g_build_filename(session.state, "log", NULL);
	lock_name = g_path_get_basename(session.state);
	lock = lock_take(lock_name, "bisect", &error);
	status = lock && open_log(&session, &error) ? bisect_session(&session)
						    : command_failed(command, error);
	session_clear(&session);
	return status;
}

#define FIELD(member) OPTION_FIELD(struct bisect_options_given, member)

static const struct option_entry options[] = {
	{"run", 0, VALUE_TEXT, FIELD(run),
	 "Test to run in the patched tree; exit status 0 is good, 125 skip, 1 to 124 "
	 "bad",
	 "COMMAND"},
	{"variant", 'v', VALUE_VARIANT, FIELD(variant),
	 "Instead, build and boot this variant; PASS is good, FAIL bad, INVALID skip",
	 "NAME"},
	{"report", 0, VALUE_TEXT, FIELD(report),
	 "Only this report is bad, in the output of COMMAND or of the guest", "TITLE"},
	OPTION_SEED(FIELD(seed)),
	{"tries", 0, VALUE_COUNT, FIELD(tries),
	 "Number of runs without a failure that are good (default 1)", "N"},
	{"smallest", 0, VALUE_NONE, FIELD(smallest),
	 "Also find the smallest set of changes that fails", NULL},
	{"old", 0, VALUE_SERIES, FIELD(old),
	 "Bisect the differences from this series, which is good", "SERIES"},
	{"config", 0, VALUE_FILE, FIELD(config),
	 "Bisect the symbols of this fragment; COMMAND uses the file $KFERRY_CONFIG",
	 "FILE"},
	{"series", 0, VALUE_SERIES, FIELD(series),
	 "Use this series file instead of the branch's", "SERIES"},
	{"source", 0, VALUE_DIR, FIELD(source),
	 "Use this unpacked source instead of the branch's", "DIR"},
	{"tree", 0, VALUE_DIR, FIELD(tree),
	 "Worktree for COMMAND (default: below $KFERRY_CACHE/bisect)", "DIR"},
	{"log", 0, VALUE_FILE, FIELD(log),
	 "Log of the runs, for resuming (default: next to the worktree)", "FILE"},
	{"reset", 0, VALUE_NONE, FIELD(reset), "Discard the log and start again", NULL},
	{"replay", 0, VALUE_NONE, FIELD(replay),
	 "Run nothing; use only the results in the log", NULL},
	OPTION_PROJECT(FIELD(project)),
	OPTION_JSON(FIELD(json)),
	{NULL},
};

static const struct bisect_options_given defaults = {.seed = 1, .tries = 1};

const struct command cmd_bisect = {
	.name = "bisect",
	.synopsis = "--run COMMAND BRANCH | --variant NAME BRANCH",
	.summary = "find the patch of a series that makes a test fail",
	.notes = "kferry applies prefixes of the series to a worktree and runs COMMAND "
		 "there, or\nbuilds and boots a variant of the branch with them. The\n"
		 "same command resumes an interrupted run. Exit status: 0 if the "
		 "culprit was\n"
		 "found and proved, 3 if there is no clear result.",
	.options = options,
	.size = sizeof(struct bisect_options_given),
	.defaults = &defaults,
	.operands = {{VALUE_BRANCH}},
	.run = run,
};
