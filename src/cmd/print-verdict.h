/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts on standard output, in the form that the options ask for. */
#pragma once

#include "verdict/report.h"

/* Prints struct verdict of @verdicts and returns the exit code that is due to them. */
int print_verdicts(GPtrArray *verdicts, gboolean json, gboolean tap);
