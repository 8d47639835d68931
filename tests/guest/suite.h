/* The run that the judge sees: state, plan, scenarios, state, end. */
#pragma once

#include "params.h"

#include <stdbool.h>

/* Runs what @params ask for. Returns whether all of it was ok or skipped. */
bool suite_run(const struct params *params);

/* Runs one scenario by its name, as the shell does, and prints its result. */
bool suite_run_one(const struct params *params, unsigned int number, const char *name,
		   unsigned int length);
