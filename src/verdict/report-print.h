/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Forms of a report that have a file of their own; see report.h for who calls them. */
#pragma once

#include <glib.h>
#include <stdio.h>

#include "verdict/verdict.h"

/* JUnit's XML of @verdicts (struct verdict). */
void report_print_junit(FILE *out, GPtrArray *verdicts);

/*
 * KCIDB's JSON, version 5.3 of its I/O schema (kcidb_io/schema/v05_03.py of
 * kernelci/kcidb-io), of @runs (struct history_run). @origin is the name of the CI system
 * that submits them, of lower-case letters, digits and '_'.
 */
void report_print_kcidb(FILE *out, GPtrArray *runs, const char *origin);

/*
 * Text to send to a list: what was run and what was seen, of @verdicts and of @runs, which
 * may lack some. @tester, "NAME <ADDRESS>" or NULL, gets a Tested-by line if all is PASS.
 */
void report_print_mail(FILE *out, GPtrArray *verdicts, GPtrArray *runs,
		       const char *tester);
