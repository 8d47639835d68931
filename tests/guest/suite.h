/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The run that the judge sees: state, plan, tests, state, end. */
#pragma once

#include "params.h"
#include "plan.h"

#include <stdbool.h>

/* Runs the tests of @plan. Returns whether all of it was ok or skipped. */
bool suite_run(const struct plan *plan, const struct params *params);

/* The first lines, a line of the state, and the last ones: also for installed.h, which has
 * no plan (NULL). */
void suite_print_begin(const struct params *params);
void suite_print_state(const struct plan *plan, const char *when);
void suite_print_end(const struct plan *plan, const struct params *params,
		     unsigned int tests, bool ok);

/* Runs one test, as the shell does, and prints its result. */
bool suite_run_one(const struct params *params, unsigned int number,
		   const struct plan_test *test);
