/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reports on standard output: for people, for scripts, for dot(1). */
#pragma once

#include <glib.h>

#include "console/symbolize.h"
#include "console/triage.h"

/* What is printed beside the names. */
struct triage_style {
	gboolean explain; /* what is wrong, in words */
	struct symbolizer
		*symbolizer; /* or NULL; if set, the reports' lines, with it */
};

/* @log names the log, @text is what the reports were found in. */
void triage_print_text(const char *log, const char *text, GPtrArray *reports,
		       const struct triage_style *style);

/*
 * One JSON object in a line:
 * {"log": ..., "reports": [{"title", "type", "corrupted", "suppressed", "start",
 * "end", "cause", "signature"}, ...], "notices": [the same]}
 */
void triage_print_json(const char *log, const char *text, GPtrArray *reports,
		       const struct triage_style *style);

/* A graph for each report of lockdep. */
void triage_print_dot(GPtrArray *reports);
