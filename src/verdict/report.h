/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts for people and for scripts: a table, TAP, JSON. */
#pragma once

#include <glib.h>
#include <stdio.h>

#include "util/exit-code.h"
#include "verdict/verdict.h"

/* An array that owns its verdicts. */
GPtrArray *verdict_report_new(void);

enum report_form {
	REPORT_TABLE, /* the reasons under what is no PASS, counts at the end */
	REPORT_TAP,   /* TAP version 13, a line each */
	REPORT_JSON,  /* an array of what verdict.json holds */
};

/* Prints @verdicts. */
void verdict_report_print(FILE *out, GPtrArray *verdicts, enum report_form form);

/* EXIT_OK if there are @verdicts and all that count are PASS, EXIT_NEGATIVE if any of these
 * is FAIL, else EXIT_INVALID. What is in quarantine (vm/quarantine.h) does not count. */
enum exit_code verdict_report_status(GPtrArray *verdicts);
