/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints verdicts for people and for scripts: a table, TAP, JSON. */
#pragma once

#include <glib.h>
#include <stdio.h>

#include "util/exit-code.h"
#include "verdict/verdict.h"

/* Returns an empty array that owns its verdicts. */
GPtrArray *verdict_report_new(void);

enum report_form {
	REPORT_TABLE, /* with reasons unless PASS, and counts at the end */
	REPORT_TAP,   /* TAP version 13, one line each */
	REPORT_JSON,  /* an array of contents of verdict.json */
};

void verdict_report_print(FILE *out, GPtrArray *verdicts, enum report_form form);

/*
 * Returns EXIT_OK if there are @verdicts and all that count are PASS, EXIT_NEGATIVE if
 * one of these is FAIL, else EXIT_INVALID. Verdicts in quarantine (vm/quarantine.h) do
 * not count.
 */
enum exit_code verdict_report_status(GPtrArray *verdicts);
