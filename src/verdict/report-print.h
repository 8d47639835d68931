/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Formats of a report that have their own file; called by kferry report. */
#pragma once

#include <glib.h>
#include <stdio.h>

#include "verdict/verdict.h"

/* Prints @verdicts (struct verdict) as JUnit XML. */
void report_print_junit(FILE *out, GPtrArray *verdicts);

/*
 * Prints @runs (struct history_run) as KCIDB JSON, version 5.3 of its I/O schema
 * (kcidb_io/schema/v05_03.py of kernelci/kcidb-io). @origin is the name of the CI
 * system that submits them: lower-case letters, digits and '_'.
 */
void report_print_kcidb(FILE *out, GPtrArray *runs, const char *origin);

/*
 * Prints text for a mailing list: what was run and what was seen, from @verdicts and
 * @runs, which may lack some. If all is PASS, @tester ("NAME <ADDRESS>" or NULL) gets a
 * Tested-by line.
 */
void report_print_mail(FILE *out, GPtrArray *verdicts, GPtrArray *runs,
		       const char *tester);
