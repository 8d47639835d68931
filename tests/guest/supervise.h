/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of a scenario, from its process to the last thing it left behind. */
#pragma once

#include "params.h"
#include "scenario.h"

struct outcome {
	enum result result;
	char notes[512];  /* "key=value ..." of the scenario, "" if none */
	char reason[256]; /* why not ok or skipped, "" if ok */
};

/*
 * Runs @scenario in a process of its own until it ends or its time is up, kills
 * what is left of it (every process but init), removes its groups, and waits
 * until the kernel has freed them.
 */
void supervise(const struct scenario *scenario, const struct params *params,
	       struct outcome *outcome);
