/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One test of a suite, from what prepares it to the last thing that it left behind:
 *
 *  1. the suite's "prepare" is run with the test's name as one more argument;
 *  2. the suite's counters are read;
 *  3. the test runs, in a session and a mount namespace of its own, with the root read-only
 *     and what it prints going to init, until it ends or its time is up;
 *  4. every process but init is killed, /tmp is emptied, and CPUs, swap, loop devices and
 *     settings are put right;
 *  5. "settle", with the name and a number that counts up from 0, is run again and again
 *     until the counters are back at what they were.
 */
#pragma once

#include "params.h"
#include "plan.h"
#include "tap.h"

/* Exit statuses with a meaning: that of automake and of the kernel's selftests. */
enum { STATUS_SKIP = 77, STATUS_SKIP_KSELFTEST = 4 };

enum result {
	RESULT_OK,
	RESULT_FAIL,
	RESULT_SKIP,
};

struct outcome {
	enum result result;
	char notes[512];  /* "key=value ...", "" if none */
	char reason[256]; /* why not ok or skipped, "" if ok */
	struct tap tap;	  /* what it printed */
};

/* Runs @test. The caller calls outcome_clear(). */
void test_run(const struct plan_test *test, const struct params *params,
	      struct outcome *outcome);

/* Runs the "finish" of @suite. Returns NULL, or what went wrong: valid until the next. */
const char *test_finish(const struct plan_suite *suite, const struct params *params);

void outcome_clear(struct outcome *outcome);
