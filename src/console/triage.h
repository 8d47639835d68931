/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the reports in a kernel console log, their titles, and which of them is the
 * cause.
 *
 * Titles, the choice of the function to blame, and what counts as corrupted follow
 * syzkaller's rules (pkg/report), so that a title can be looked up there.
 */
#pragma once

#include <glib.h>

#include "console/report.h"

enum triage_flags {
	TRIAGE_KEEP_LINES = 1 << 0, /* needed to explain and to symbolize */
	TRIAGE_MAPPED = 1 << 1,	    /* the log is a mapped file: release pages that
				     * were read */
};

/*
 * Finds all reports, including notices, of @log[0..len), sorted by where they begin.
 * The caller unrefs the array, which owns them; lines that are kept point into @log.
 * Takes linear time, and memory only for reports. Stops after TRIAGE_MAX_REPORTS
 * reports.
 */
#define TRIAGE_MAX_REPORTS 10000

GPtrArray *triage_scan(const char *log, gsize len);
GPtrArray *triage_scan_full(const char *log, gsize len, guint flags);
