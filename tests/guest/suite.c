/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include "buildid.h"
#include "kit/cpus.h"
#include "kit/util.h"
#include "ktap.h"
#include "machine.h"
#include "modules.h"
#include "state.h"
#include "test.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

/* Wait for deferred work of the last test, and for its splat. */
#define SETTLE_MS 200

void suite_print_state(const struct plan *plan, const char *when)
{
	char text[960];

	state_print(plan, text, sizeof(text));
	ktap_line("# kferry: state %s %s", when, text);
}

static void print_line(const char *indent, enum tap_status status, unsigned int number,
		       const char *name, const char *reason)
{
	if (status == TAP_SKIP)
		ktap_line("%sok %u %s # SKIP %s", indent, number, name, reason);
	else if (status == TAP_OK || !reason[0])
		ktap_line("%s%sok %u %s", indent, status == TAP_OK ? "" : "not ",
			  number, name);
	else
		ktap_line("%snot ok %u %s # %s", indent, number, name, reason);
}

/* Maximum of printed lines of excess output. */
enum { EXCESS_SHOWN = 20 };

/* If there are several results, they are subtests. */
static void print_subtests(const struct tap *tap)
{
	unsigned int shown = tap->excess ? EXCESS_SHOWN : tap->count;

	for (unsigned int i = 0; tap->count > 1 && i < shown; i++)
		print_line("  ", tap->results[i].status, i + 1, tap->results[i].name,
			   tap->results[i].reason);
}

/* Prints other output of a test that is not ok. The bar distinguishes it from lines of
 * init. */
static void print_output(const char *name, const struct tap *tap)
{
	const char *line;

	for (unsigned int i = 0; (line = tap_other(tap, i)); i++)
		ktap_line("# %s| %s", name, line);
}

static bool print_result(unsigned int number, const char *name,
			 const struct outcome *outcome)
{
	static const enum tap_status statuses[] = {
		[RESULT_OK] = TAP_OK,
		[RESULT_FAIL] = TAP_NOT_OK,
		[RESULT_SKIP] = TAP_SKIP,
	};

	if (outcome->result == RESULT_FAIL)
		print_output(name, &outcome->tap);
	print_subtests(&outcome->tap);
	if (outcome->notes[0])
		ktap_line("# %s: %s", name, outcome->notes);
	print_line("", statuses[outcome->result], number, name, outcome->reason);
	return outcome->result != RESULT_FAIL;
}

bool suite_run_one(const struct params *params, unsigned int number,
		   const struct plan_test *test)
{
	struct outcome outcome;
	bool ok;

	test_run(test, params, &outcome);
	ok = print_result(number, test->name, &outcome);
	outcome_clear(&outcome);
	return ok;
}

/* To be called after the last test of a suite; the counters also show what goes wrong
 * there. */
static bool finish(const struct plan_suite *suite, const struct params *params)
{
	const char *wrong = test_finish(suite, params);

	if (wrong)
		ktap_line("# %s: %s", suite->name, wrong);
	return !wrong;
}

static bool run_tests(const struct plan *plan, const struct params *params)
{
	const struct plan_suite *suite = NULL;
	bool ok = true;

	for (unsigned int i = 0; i < plan->test_count; i++) {
		const struct plan_test *test = plan->tests[i];

		if (suite && suite != test->suite)
			ok &= finish(suite, params);
		suite = test->suite;
		machine_mark();
		if (params->until_splat && (!ok || state_splatted()))
			ktap_line("ok %u %s # SKIP what has to be seen was seen", i + 1,
				  test->name);
		else
			ok &= suite_run_one(params, i + 1, test);
	}
	machine_mark();
	if (suite)
		ok &= finish(suite, params);
	return ok;
}

void suite_print_begin(const struct params *params)
{
	struct utsname name;
	char build_id[65];

	uname(&name);
	build_id_read(KERNEL_NOTES, build_id, sizeof(build_id));
	ktap_line("KTAP version 1");
	ktap_line("# kferry: begin nonce=%s seed=%llu release=%s build-id=%s cpus=%u",
		  params->nonce, (unsigned long long)params->seed, name.release,
		  build_id, cpus_online());
}

void suite_print_end(const struct plan *plan, const struct params *params,
		     unsigned int tests, bool ok)
{
	suite_print_state(plan, "after");
	ktap_line("# kferry: end nonce=%s tests=%u lines=%u status=%s", params->nonce,
		  tests, ktap_lines(), ok ? "ok" : "fail");
}

bool suite_run(const struct plan *plan, const struct params *params)
{
	bool ok;

	suite_print_begin(params);
	modules_load(params);
	suite_print_state(plan, "before");
	ktap_line("1..%u", plan->test_count);
	ok = run_tests(plan, params);
	sleep_ms(SETTLE_MS);
	suite_print_end(plan, params, plan->test_count, ok);
	return ok;
}
