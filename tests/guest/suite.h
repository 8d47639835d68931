/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The run that the judge sees: state, plan, scenarios, state, end. */
#pragma once

#include "params.h"

#include <stdbool.h>

/* Runs what @params ask for. Returns whether all of it was ok or skipped. */
bool suite_run(const struct params *params);

/* The first lines, a line of the state, and the last ones: also for installed.h. */
void suite_print_begin(const struct params *params);
void suite_print_state(const char *when);
void suite_print_end(const struct params *params, unsigned int tests, bool ok);

/* Runs one scenario by its name, as the shell does, and prints its result. */
bool suite_run_one(const struct params *params, unsigned int number, const char *name,
		   unsigned int length);
