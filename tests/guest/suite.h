/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The run for the judge: state, plan, tests, state, end. */
#pragma once

#include "params.h"
#include "plan.h"

#include <stdbool.h>

/* Runs the tests of @plan. Returns whether all are ok or skipped. */
bool suite_run(const struct plan *plan, const struct params *params);

/* Print the first lines, a line with the state, and the last lines; also used by
 * installed.h, which has no plan (NULL). */
void suite_print_begin(const struct params *params);
void suite_print_state(const struct plan *plan, const char *when);
void suite_print_end(const struct plan *plan, const struct params *params,
		     unsigned int tests, bool ok);

/* Runs one test for the shell, and prints its result. */
bool suite_run_one(const struct params *params, unsigned int number,
		   const struct plan_test *test);
