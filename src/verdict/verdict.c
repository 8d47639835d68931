/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a verdict is reached. Rules examine the evidence and record findings: a fault
 * (something is there that should not be) or a doubt (something that must be known is
 * not). A clean run is FAIL with any fault, else INVALID with any doubt, else PASS. A
 * run that must splat is PASS if the splat is there and there is no doubt about how the
 * run began: what follows a splat (lockdep off, a real deadlock) is its consequence.
 * Without the splat the mutant was not detected, which is FAIL if the run was complete
 * and INVALID if it was not: a report that the host cut off may have another title.
 */
#include "verdict/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arch/arch.h"
#include "console/ktap.h"
#include "console/triage.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/glob.h"
#include "util/json-text.h"
#include "verdict/detector.h"

#define TABLE_PERCENT 80 /* maximum use of a lockdep table */
#define LOGLEVEL      7	 /* of the console, so that it gets warnings */

/* The evidence, and the findings of the rules. */
struct judgement {
	const struct run *run;
	const char *console;
	gsize size;
	const struct verdict_coverage *coverage;
	struct ktap_log *log;
	GPtrArray *reports; /* struct report, except those that belong to a test */
	GPtrArray *faults;
	GPtrArray *doubts;
	guint absent;	   /* number of modules without their hardware */
	guint known;	   /* number of known failures, which are tolerated */
	GPtrArray *failed; /* char *: failed tests that account for some faults */
	guint test_faults; /* number of those faults */
};

static const char *const kind_names[] = {
	[VERDICT_PASS] = "PASS",
	[VERDICT_FAIL] = "FAIL",
	[VERDICT_INVALID] = "INVALID",
};

const char *verdict_name(enum verdict_kind kind)
{
	return kind_names[kind];
}

G_GNUC_PRINTF(2, 3)
static void note(GPtrArray *findings, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(findings, g_strdup_vprintf(format, args));
	va_end(args);
}

/* Rules about the start of the run. */

static void rule_begin(struct judgement *j)
{
	if (!j->log->begin_nonce)
		note(j->doubts, "init was not reached");
	else if (strcmp(j->log->begin_nonce, j->run->nonce))
		note(j->doubts, "init's nonce %s is not that of this run, %s",
		     j->log->begin_nonce, j->run->nonce);
}

static void rule_kernel(struct judgement *j)
{
	const char *id = j->run->build_id, *release = j->run->release;

	if (release && g_strcmp0(release, j->log->release))
		note(j->doubts,
		     "the kernel that ran is %s, the one that was built is %s",
		     j->log->release ?: "nothing", release);
	if (id && j->log->build_id && strcmp(id, j->log->build_id))
		note(j->doubts, "the kernel that ran has build id %s, the one built %s",
		     j->log->build_id, id);
}

static gboolean is_number(const char *value, long wanted)
{
	return value && g_ascii_isdigit(*value) && strtol(value, NULL, 10) == wanted;
}

/* Lockdep must be on, unless the kernel was built without it. */
static void check_lockdep(struct judgement *j, GHashTable *state, const char *when)
{
	const char *locks = g_hash_table_lookup(state, "debug_locks");
	const char *prove = g_hash_table_lookup(state, "prove_locking");

	if (!j->run->lockdep) {
		if (prove && strcmp(prove, "absent"))
			note(j->doubts,
			     "lockdep was present %s, although the configuration "
			     "disables it",
			     when);
		return;
	}
	if (!is_number(locks, 1))
		note(j->doubts, "lockdep was %s %s", locks ? "off" : "not there", when);
	if (is_number(prove, 0))
		note(j->doubts, "lockdep checking was disabled %s", when);
}

/* In this state, a splat would be printed and reach the console. */
static void check_state(struct judgement *j, GHashTable *state, const char *when)
{
	const char *taint = g_hash_table_lookup(state, "taint");
	const char *printk = g_hash_table_lookup(state, "printk");

	check_lockdep(j, state, when);
	if (!is_number(taint, 0))
		note(j->doubts, "the kernel's taint was %s %s", taint ?: "unknown",
		     when);
	if (!printk || strtol(printk, NULL, 10) < LOGLEVEL)
		note(j->doubts, "the console's log level was %s %s, below %d",
		     printk ?: "unknown", when, LOGLEVEL);
}

static void rule_before(struct judgement *j)
{
	check_state(j, j->log->before, "before the tests");
}

/* "ktap: GLOB" among the accepted splats matches failed tests: the glob is compared
 * with what follows "not ok N " on the line. */
static gboolean result_matches(const struct judgement *j, const char *glob)
{
	for (guint i = 0; i < j->log->results->len; i++) {
		const struct ktap_result *result = j->log->results->pdata[i];
		g_autofree char *text =
			g_strconcat(result->name, " # ", result->comment, NULL);

		if (result->status == KTAP_NOT_OK && glob_matches_text(glob, text))
			return TRUE;
	}
	return FALSE;
}

/* Whether the variant declares @report or, if that is NULL, a failed test. */
static gboolean is_declared(const struct judgement *j, const struct report *report)
{
	for (char **glob = j->run->splats; glob && *glob; glob++) {
		if (g_str_has_prefix(*glob, "ktap: ")) {
			if (!report && result_matches(j, *glob + strlen("ktap: ")))
				return TRUE;
		} else if (report && (glob_matches_text(*glob, report->title) ||
				      glob_matches_text(*glob, report->signature))) {
			return TRUE;
		}
	}
	return FALSE;
}

/*
 * Returns the report that decides: the first, because it is the cause of the others.
 * The title of a corrupted report, which is mixed with lines of another CPU, may be
 * wrong; then it is a declared one among those up to the first report that is complete,
 * if there is any.
 */
static const struct report *leading_report(const struct judgement *j)
{
	for (guint i = 0; i < j->reports->len; i++) {
		const struct report *report = j->reports->pdata[i];

		if (is_declared(j, report))
			return report;
		if (!report->corrupted)
			break;
	}
	return j->reports->len ? j->reports->pdata[0] : NULL;
}

static gboolean was_caught(const struct judgement *j)
{
	return is_declared(j, leading_report(j));
}

static gboolean all_are_corrupted(GPtrArray *reports)
{
	for (guint i = 0; i < reports->len; i++)
		if (!((const struct report *)reports->pdata[i])->corrupted)
			return FALSE;
	return reports->len > 0;
}

/* Without lockdep, expected splats of it cannot be seen. */
static void rule_lockdep(struct judgement *j)
{
	const struct report *first = leading_report(j);

	if (j->run->lockdep || j->run->expect == RUN_EXPECT_CLEAN)
		return;
	if (!was_caught(j) || (first && !strcmp(first->type, "LOCKDEP")))
		note(j->doubts, "the kernel was built without lockdep");
}

/* The same for other detectors. */
static void rule_detectors(struct judgement *j)
{
	if (!j->run->detectors || j->run->expect == RUN_EXPECT_CLEAN || was_caught(j))
		return;
	for (char **glob = j->run->splats; glob && *glob; glob++) {
		const struct detector *detector = detector_of_title(*glob);

		if (detector && !g_strv_contains((const char *const *)j->run->detectors,
						 detector->name))
			note(j->doubts, "the kernel was built without %s",
			     detector->name);
	}
}

/* Whether the machine lacks the hardware of @module, or of another that it needs. */
static gboolean may_be_absent(const struct judgement *j,
			      const struct ktap_module *module)
{
	g_autofree char *failure =
		g_strdup_printf("%s: %s", module->name, module->failure);
	g_autofree char *needs = g_strdup_printf("%s needs ", module->name);

	for (char **allowed = j->run->absent; allowed && *allowed; allowed++) {
		const struct ktap_module *other;

		if (glob_matches_text(*allowed, failure))
			return TRUE;
		if (!g_str_has_prefix(*allowed, needs))
			continue;
		other = ktap_find_module(j->log, *allowed + strlen(needs));
		if (other && other->failure && may_be_absent(j, other))
			return TRUE;
	}
	return FALSE;
}

/* A module that is not loaded was not tested. Where everything must be well, a module
 * that fails to load is a fault. */
static void rule_modules(struct judgement *j)
{
	GPtrArray *failures =
		j->run->expect == RUN_EXPECT_CLEAN ? j->faults : j->doubts;

	for (char **name = j->run->modules; name && *name; name++) {
		const struct ktap_module *module = ktap_find_module(j->log, *name);

		if (!module)
			note(j->doubts, "the module %s was not loaded", *name);
		else if (module->failure && may_be_absent(j, module))
			j->absent++;
		else if (module->failure)
			note(failures, "the module %s could not be loaded: %s", *name,
			     module->failure);
	}
}

/* Rules about a run that must be complete. */

/* Whether QEMU ended as only init ends it, which no fault of the kernel can imitate. */
static gboolean ended_by_init(const struct run *run, gboolean passed)
{
	const struct arch *arch = arch_by_name(run->arch ?: arch_x86_64.name);

	if (!arch)
		return FALSE;
	if (arch->end == ARCH_END_OFF)
		return run->result.status == 0 &&
		       !strcmp(run->result.shutdown, "guest-shutdown");
	return run->result.status == (passed ? RUN_STATUS_OK : RUN_STATUS_FAIL);
}

static void rule_end(struct judgement *j)
{
	static const char *const ends[] = {
		[RUN_END_PANIC] = "the kernel panicked",
		[RUN_END_WALL] = "the guest reached its time limit",
		[RUN_END_SILENCE] = "the guest fell silent",
		[RUN_END_KILLED] = "QEMU was killed",
		[RUN_END_INTERRUPTED] = "the run was interrupted",
		[RUN_END_SUSPENDED] = "the run was suspended",
	};
	enum run_end end = j->run->result.end;
	gboolean passed = g_strcmp0(j->log->status, "ok") == 0;

	if (end == RUN_END_PANIC)
		note(j->faults, "%s", ends[end]);
	else if (end != RUN_END_EXIT)
		note(j->doubts, "%s", ends[end]);
	else if (!ended_by_init(j->run, passed))
		note(j->doubts, "QEMU ended with status %d%s%s, not through init",
		     j->run->result.status, *j->run->result.shutdown ? ", by " : "",
		     j->run->result.shutdown);
}

/* Whether the console contains @text; it may also contain NUL bytes. */
static gboolean console_has(const struct judgement *j, const char *text)
{
	return memmem(j->console, j->size, text, strlen(text)) != NULL;
}

static void rule_complete(struct judgement *j)
{
	const struct ktap_log *log = j->log;

	if (!log->end_nonce)
		note(j->doubts, "the console ends before init's last line");
	else if (strcmp(log->end_nonce, j->run->nonce))
		note(j->doubts, "the nonce in the last line is not that of this run");
	else if (log->lines != log->seen)
		note(j->doubts, "init printed %d lines, %d arrived", log->lines,
		     log->seen);
	else if (log->after_end)
		note(j->doubts, "%d lines after init's last", log->after_end);
	if (log->excess)
		note(j->doubts, "more or longer lines than init prints");
	if (console_has(j, "messages dropped") ||
	    console_has(j, "suppressed due to ratelimiting"))
		note(j->doubts, "the kernel dropped console messages");
}

static void rule_plan(struct judgement *j)
{
	const struct ktap_log *log = j->log;

	if (log->plan < 1)
		note(j->doubts, "no test was planned");
	else if ((guint)log->plan != log->results->len || log->tests != log->plan)
		note(j->doubts, "%d tests were planned, %u finished", log->plan,
		     log->results->len);
}

/* A test that was requested by name must have run. */
static void rule_scenarios(struct judgement *j)
{
	g_auto(GStrv) names = NULL;

	if (!j->run->scenarios)
		return;
	names = g_strsplit(j->run->scenarios, ",", -1);
	for (char **name = names; *name; name++)
		if (!ktap_find(j->log, *name))
			note(j->doubts, "%s did not run", *name);
}

/* Returns the known failure that matches @name, or NULL. */
static const struct run_known *find_known(const struct judgement *j, const char *name)
{
	for (guint i = 0; j->run->known && i < j->run->known->len; i++) {
		const struct run_known *known = j->run->known->pdata[i];

		if (glob_matches_text(known->glob, name))
			return known;
	}
	return NULL;
}

/*
 * Whether a test failed only because of its subtests (message of tests/guest/test.c).
 */
static gboolean fails_by_subtests(const struct ktap_result *result)
{
	guint failed, all;
	int length = 0;

	return sscanf(result->comment, "%u of %u subtests failed%n", &failed, &all,
		      &length) == 2 &&
	       length && !result->comment[length];
}

/* Counts failed subtests that are not known, of the test @name (NULL: of all). */
static guint count_failures(const struct judgement *j, const char *name)
{
	gsize length = strlen(name);
	guint count = 0;

	for (guint i = 0; i < j->log->subtests->len; i++) {
		const struct ktap_result *result = j->log->subtests->pdata[i];

		count += result->status == KTAP_NOT_OK &&
			 !strncmp(result->name, name, length) &&
			 result->name[length] == '/' && !find_known(j, result->name);
	}
	return count;
}

/* Whether the failure of the test @result is tolerated: it is known, or all its failed
 * subtests are. */
static gboolean is_known(const struct judgement *j, const struct ktap_result *result)
{
	return find_known(j, result->name) ||
	       (fails_by_subtests(result) && j->run->known &&
		!count_failures(j, result->name));
}

/* Records the failed test of @result, which may be a subtest. */
static void note_name(struct judgement *j, const struct ktap_result *result)
{
	const char *slash = strchr(result->name, '/');

	g_ptr_array_add(j->failed, slash ? g_strndup(result->name, slash - result->name)
					 : g_strdup(result->name));
}

static void note_failure(struct judgement *j, const struct ktap_result *result)
{
	note(j->faults, "%s: %s", result->name,
	     *result->comment ? result->comment : "not ok");
	j->test_faults++;
	note_name(j, result);
}

static void rule_results(struct judgement *j)
{
	GStrv may_skip = j->run->may_skip;

	for (guint i = 0; i < j->log->results->len; i++) {
		const struct ktap_result *result = j->log->results->pdata[i];
		gboolean allowed =
			may_skip &&
			g_strv_contains((const char *const *)may_skip, result->name);

		if (result->status == KTAP_NOT_OK && is_known(j, result))
			j->known++;
		else if (result->status == KTAP_NOT_OK)
			note_failure(j, result);
		else if (result->status == KTAP_SKIP && !allowed &&
			 !find_known(j, result->name))
			note(j->doubts, "%s was skipped: %s", result->name,
			     result->comment);
	}
}

#define SUBTESTS_TOLD 20

/* A skipped subtest is no doubt: its test has run. */
static void rule_subtests(struct judgement *j)
{
	guint told = 0;

	for (guint i = 0; i < j->log->subtests->len; i++) {
		const struct ktap_result *result = j->log->subtests->pdata[i];

		if (result->status != KTAP_NOT_OK)
			continue;
		if (find_known(j, result->name))
			j->known++;
		else if (told++ < SUBTESTS_TOLD)
			note_failure(j, result);
		else
			note_name(j, result);
	}
	if (told > SUBTESTS_TOLD) {
		note(j->faults, "and %u more subtests", told - SUBTESTS_TOLD);
		j->test_faults++;
	}
}

static void rule_after(struct judgement *j)
{
	check_state(j, j->log->after, "after the tests");
}

/* A full table turns lockdep off; a nearly full one is a doubt, because it may have
 * missed something. */
static void rule_tables(struct judgement *j)
{
	GHashTableIter iter;
	gpointer key, value;

	g_hash_table_iter_init(&iter, j->log->after);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		guint64 used, limit;

		if (sscanf(value, "%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT, &used,
			   &limit) == 2 &&
		    used * 100 >= limit * TABLE_PERCENT)
			note(j->doubts, "lockdep's %s are at %s", (char *)key,
			     (char *)value);
	}
}

static void check_counter(struct judgement *j, const char *name, guint slack)
{
	const char *before = g_hash_table_lookup(j->log->before, name);
	const char *after = g_hash_table_lookup(j->log->after, name);

	if (!before || !after)
		note(j->doubts, "the number of %s is unknown", name);
	else if (*before == '-' || *after == '-')
		note(j->doubts, "this kernel does not provide the number of %s", name);
	else if (strtol(after, NULL, 10) > strtol(before, NULL, 10) + (long)slack)
		note(j->faults, "%s left behind: %s before, %s after", name, before,
		     after);
}

/*
 * In runs from before a suite named its counters, a number of cgroups per controller.
 */
#define OLD_COUNTER "cgroups-"

static void check_old_counters(struct judgement *j)
{
	GHashTableIter iter;
	gpointer key, value;
	gboolean any = FALSE;

	g_hash_table_iter_init(&iter, j->log->before);
	while (g_hash_table_iter_next(&iter, &key, &value))
		if (g_str_has_prefix(key, OLD_COUNTER)) {
			any = TRUE;
			/* -1 was no doubt in those runs */
			if (*(char *)value != '-')
				check_counter(j, key, 0);
		}
	if (!any)
		note(j->doubts, "the number of cgroups is unknown");
}

/* What a test created must be gone: freeing may be deferred, and what is still there
 * has not been tested. */
static void rule_counters(struct judgement *j)
{
	if (!j->run->counters)
		check_old_counters(j);
	for (guint i = 0; j->run->counters && i < j->run->counters->len; i++) {
		const struct run_counter *counter = j->run->counters->pdata[i];

		check_counter(j, counter->name, counter->slack);
	}
}

/* With full emulation, stalls and lockups are as often due to the host as to the
 * kernel. */
static gboolean is_timing(const struct report *report)
{
	return strcmp(report->type, "HANG") == 0;
}

static void rule_reports(struct judgement *j)
{
	for (guint i = 0; i < j->reports->len; i++) {
		const struct report *report = j->reports->pdata[i];

		if (!report->cause)
			continue;
		if (is_timing(report) && strcmp(j->run->accel, "kvm"))
			note(j->doubts, "%s: may be caused by a slow host (%s)",
			     report->title, j->run->accel);
		else
			note(j->faults, "%s", report->title);
	}
}

/* A test that did not run the changed lines proves nothing about them. */
static void rule_coverage(struct judgement *j)
{
	if (j->coverage->doubtful)
		note(j->doubts, "coverage: %s", j->coverage->why);
	else if (j->coverage->known && j->coverage->changed && !j->coverage->run)
		note(j->doubts, "none of %u changed lines ran", j->coverage->changed);
}

static void (*const begin_rules[])(struct judgement *j) = {
	rule_begin,  rule_kernel,  rule_modules,
	rule_before, rule_lockdep, rule_detectors,
};

static void (*const clean_rules[])(struct judgement *j) = {
	rule_reports,	rule_end,      rule_complete, rule_plan,
	rule_scenarios, rule_results,  rule_subtests, rule_after,
	rule_tables,	rule_counters, rule_coverage,
};

static char *describe_seen(const struct judgement *j)
{
	const struct report *report = leading_report(j);

	if (report)
		return g_strdup(report->title);
	if (j->run->result.end != RUN_END_EXIT)
		return g_strdup(run_end_name(j->run->result.end));
	for (guint i = 0; i < j->log->results->len; i++) {
		const struct ktap_result *result = j->log->results->pdata[i];

		if (result->status == KTAP_NOT_OK)
			return g_strdup_printf("%s: %s", result->name, result->comment);
	}
	return g_strdup(j->log->end_nonce ? "clean" : "no end");
}

/* Returns how a variant that must fail like this run would declare it; NULL if it
 * cannot. */
static char *describe_declared(const struct judgement *j)
{
	const struct report *report = leading_report(j);

	if (report)
		return g_strdup(report->title);
	for (guint i = 0; i < j->log->results->len; i++) {
		const struct ktap_result *result = j->log->results->pdata[i];

		if (result->status == KTAP_NOT_OK)
			return g_strdup_printf("ktap: %s # %s", result->name,
					       result->comment);
	}
	return NULL;
}

static char *describe_expected(const struct run *run)
{
	g_autofree char *list = NULL;

	if (run->expect == RUN_EXPECT_CLEAN)
		return g_strdup("clean");
	list = run->splats ? g_strjoinv(" | ", run->splats) : g_strdup("");
	return g_strconcat("splat: ", list, NULL);
}

static void append_all(GPtrArray *to, GPtrArray *findings)
{
	for (guint i = 0; i < findings->len; i++)
		g_ptr_array_add(to, g_strdup(findings->pdata[i]));
}

static GStrv test_names(const struct judgement *j)
{
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();

	for (guint i = 0; i < j->failed->len; i++)
		g_strv_builder_add(names, j->failed->pdata[i]);
	return g_strv_builder_end(names);
}

static void conclude_clean(const struct judgement *j, struct verdict *result)
{
	result->kind = j->faults->len	? VERDICT_FAIL
		       : j->doubts->len ? VERDICT_INVALID
					: VERDICT_PASS;
	append_all(result->reasons, j->faults);
	append_all(result->reasons, j->doubts);
	if (j->faults->len && j->faults->len == j->test_faults && !j->doubts->len)
		result->only_tests = test_names(j);
}

/* The guest's clocks continued while it was suspended: later stalls and timeouts are
 * due to the host, and it is unknown which reports came before. */
static void conclude_suspended(const struct judgement *j, struct verdict *result)
{
	result->kind = VERDICT_INVALID;
	append_all(result->reasons, j->doubts);
	append_all(result->reasons, j->faults);
}

static void conclude_splat(const struct judgement *j, guint begin_doubts,
			   struct verdict *result)
{
	if (was_caught(j)) {
		result->kind = begin_doubts ? VERDICT_INVALID : VERDICT_PASS;
		for (guint i = 0; i < begin_doubts; i++)
			g_ptr_array_add(result->reasons, g_strdup(j->doubts->pdata[i]));
		return;
	}
	if (all_are_corrupted(j->reports)) {
		result->kind = VERDICT_INVALID;
		note(result->reasons,
		     "no report is intact: lines of several CPUs are mixed");
		append_all(result->reasons, j->faults);
		return;
	}
	if (run_was_cut(&j->run->result)) {
		result->kind = VERDICT_INVALID;
		append_all(result->reasons, j->faults);
		append_all(result->reasons, j->doubts);
		return;
	}
	if (j->reports->len) {
		result->kind = VERDICT_FAIL;
		note(result->reasons, "not the expected report");
		append_all(result->reasons, j->faults);
		return;
	}
	if (j->faults->len) {
		result->kind = VERDICT_FAIL;
		note(result->reasons, "the expected splat was not seen");
	} else if (j->doubts->len) {
		result->kind = VERDICT_INVALID;
	} else {
		result->kind = VERDICT_FAIL;
		note(result->reasons, "not caught: a complete run without the splat");
	}
	append_all(result->reasons, j->faults);
	append_all(result->reasons, j->doubts);
}

/* Without notices, since tests cause kills in limited groups. Also without reports that
 * the host caused when a limit was reached, for instance a panic by NMI. */
static GPtrArray *find_reports(const struct run *run, const char *console, gsize size)
{
	gint64 asked = run->result.asked;
	g_autoptr(GPtrArray) all =
		triage_scan(console, asked >= 0 ? MIN(size, (gsize)asked) : size);

	for (guint i = all->len; i-- > 0;) {
		const struct report *report = all->pdata[i];

		if (report->notice)
			g_ptr_array_remove_index(all, i);
	}
	return g_steal_pointer(&all);
}

struct verdict *verdict_judge(const struct run *run, const char *console, gsize size,
			      const struct verdict_coverage *covered)
{
	struct verdict *result = g_new0(struct verdict, 1);
	struct judgement j = {
		.run = run, .console = console, .size = size, .coverage = covered};
	guint begin_doubts;

	j.log = ktap_parse(console, size);
	j.reports = find_reports(run, console, size);
	j.faults = g_ptr_array_new_with_free_func(g_free);
	j.doubts = g_ptr_array_new_with_free_func(g_free);
	j.failed = g_ptr_array_new_with_free_func(g_free);
	for (gsize i = 0; i < G_N_ELEMENTS(begin_rules); i++)
		begin_rules[i](&j);
	begin_doubts = j.doubts->len;
	for (gsize i = 0; i < G_N_ELEMENTS(clean_rules); i++)
		clean_rules[i](&j);

	result->branch = g_strdup(run->branch);
	result->variant = g_strdup(run->variant);
	result->expected = describe_expected(run);
	result->seen = describe_seen(&j);
	result->declared = describe_declared(&j);
	result->reasons = g_ptr_array_new_with_free_func(g_free);
	result->wall = run->result.wall;
	result->source = g_strdup(run->source);
	result->lockdep = run->lockdep;
	result->detectors = g_strdupv(run->detectors);
	result->modules = run->modules ? g_strv_length(run->modules) : 0;
	result->absent = j.absent;
	result->known = j.known;
	result->subtests = j.log->subtests->len;
	result->coverage = *covered;
	result->coverage.why = g_strdup(covered->why);
	if (run->result.end == RUN_END_SUSPENDED)
		conclude_suspended(&j, result);
	else if (run->expect == RUN_EXPECT_CLEAN)
		conclude_clean(&j, result);
	else
		conclude_splat(&j, begin_doubts, result);
	ktap_free(j.log);
	g_ptr_array_unref(j.reports);
	g_ptr_array_unref(j.faults);
	g_ptr_array_unref(j.doubts);
	g_ptr_array_unref(j.failed);
	return result;
}

struct verdict *verdict_of_nothing(const char *dir, const char *why)
{
	struct verdict *result = g_new0(struct verdict, 1);

	result->kind = VERDICT_INVALID;
	result->branch = g_strdup("-");
	result->variant = g_path_get_basename(dir);
	result->expected = g_strdup("unknown");
	result->seen = g_strdup("nothing");
	result->reasons = g_ptr_array_new_with_free_func(g_free);
	result->wall = -1;
	result->lockdep = TRUE;
	g_ptr_array_add(result->reasons, g_strdup(why));
	return result;
}

void verdict_doubt(struct verdict *verdict, char *why)
{
	verdict->kind = VERDICT_INVALID;
	g_ptr_array_insert(verdict->reasons, 0, why);
	g_clear_pointer(&verdict->quarantine, g_free);
}

gboolean verdict_is_excused(const struct verdict *verdict)
{
	return verdict->kind != VERDICT_PASS && verdict->quarantine;
}

static json_t *coverage_json(const struct verdict *verdict)
{
	const struct verdict_coverage *c = &verdict->coverage;

	if (c->known)
		return json_pack("{si si}", "changed", c->changed, "run", c->run);
	return json_pack("{so}", "unknown", json_text(c->why ?: "nothing was run"));
}

static json_t *looked_for(const struct verdict *verdict)
{
	return verdict->detectors
		       ? json_text_array((const char *const *)verdict->detectors)
		       : NULL;
}

static json_t *not_looked_for(const struct verdict *verdict)
{
	g_autofree char *text =
		verdict->detectors ? detector_missing(verdict->detectors) : NULL;

	return json_text(text);
}

json_t *verdict_json(const struct verdict *verdict)
{
	json_t *reasons = json_array();

	for (guint i = 0; i < verdict->reasons->len; i++)
		json_array_append_new(reasons, json_text(verdict->reasons->pdata[i]));
	return json_pack(
		"{so so so so ss so sf sb so* so* si si s{si si} so so* so*}", "branch",
		json_text(verdict->branch), "variant", json_text(verdict->variant),
		"expected", json_text(verdict->expected), "seen",
		json_text(verdict->seen), "verdict", verdict_name(verdict->kind),
		"reasons", reasons, "wall", verdict->wall, "lockdep", verdict->lockdep,
		"looked_for", looked_for(verdict), "not_looked_for",
		not_looked_for(verdict), "subtests", (int)verdict->subtests,
		"known_failures", (int)verdict->known, "modules", "given",
		(int)verdict->modules, "absent", (int)verdict->absent, "coverage",
		coverage_json(verdict), "source", json_text(verdict->source),
		"quarantine", json_text(verdict->quarantine));
}

void verdict_free(struct verdict *verdict)
{
	g_free(verdict->branch);
	g_free(verdict->variant);
	g_free(verdict->expected);
	g_free(verdict->seen);
	g_free(verdict->declared);
	g_free(verdict->source);
	g_strfreev(verdict->detectors);
	g_ptr_array_unref(verdict->reasons);
	g_free(verdict->coverage.why);
	g_strfreev(verdict->only_tests);
	g_free(verdict->quarantine);
	g_free(verdict);
}
