/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints verdicts in the format that the options ask for. */
#pragma once

#include "verdict/report.h"

/* Prints @verdicts (struct verdict) and returns their exit code. */
int print_verdicts(GPtrArray *verdicts, gboolean json, gboolean tap);
