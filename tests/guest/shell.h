/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A minimal shell to look around in a guest that has no other program. */
#pragma once

#include "params.h"
#include "plan.h"

/* Reads and runs commands until "exit" or the end of input. */
void shell_run(const struct plan *plan, const struct params *params);
