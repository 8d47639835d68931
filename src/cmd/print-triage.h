/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints reports on standard output: for people, for scripts, for dot(1). */
#pragma once

#include <glib.h>

#include "console/symbolize.h"
#include "console/triage.h"

/* What to print in addition to titles. */
struct triage_style {
	gboolean explain;	       /* an explanation in words */
	struct symbolizer *symbolizer; /* the lines of reports, symbolized; or NULL */
};

/* @log is the name of the log, @text its contents. */
void triage_print_text(const char *log, const char *text, GPtrArray *reports,
		       const struct triage_style *style);

/*
 * Prints a JSON object on one line:
 *   {"log": ..., "reports": [{"title", "type", "corrupted", "suppressed", "start",
 *   "end", "cause", "signature"}, ...], "notices": [the same]}
 */
void triage_print_json(const char *log, const char *text, GPtrArray *reports,
		       const struct triage_style *style);

/* Prints a graph for each lockdep report. */
void triage_print_dot(GPtrArray *reports);
