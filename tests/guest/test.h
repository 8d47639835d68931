/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A test of a suite, from its preparation to checking for leaks:
 *
 *   1. runs the suite's "prepare" with the test's name as an additional argument, unless
 *      the test before it had the same setup;
 *   2. reads the suite's counters;
 *   3. runs the test in its own session and mount namespace, with a read-only root and
 *      its output going to init, until it ends or times out;
 *   4. kills all processes except init, empties /tmp, and restores CPUs, swap, loop
 *      devices and settings;
 *   5. unless the counters are back by themselves, runs "settle", with the name and a
 *      number that counts from 0, repeatedly until they are.
 */
#pragma once

#include "params.h"
#include "plan.h"
#include "tap.h"

/* Exit statuses with a meaning, from automake and from the kernel's selftests. */
enum { STATUS_SKIP = 77, STATUS_SKIP_KSELFTEST = 4 };

enum result {
	RESULT_OK,
	RESULT_FAIL,
	RESULT_SKIP,
};

struct outcome {
	enum result result;
	char notes[512];  /* "key=value ...", "" if none */
	char reason[256]; /* why it is not ok, or skipped; "" if ok */
	struct tap tap;	  /* its output */
};

/* Runs @test. The caller must call outcome_clear(). */
void test_run(const struct plan_test *test, const struct params *params,
	      struct outcome *outcome);

/*
 * Runs the "finish" of @suite. Returns NULL, or what failed: valid until the next call.
 */
const char *test_finish(const struct plan_suite *suite, const struct params *params);

void outcome_clear(struct outcome *outcome);
