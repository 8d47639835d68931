/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the reports in a kernel console log, with their titles, and tells which of them
 * is the cause.
 *
 * Names, the choice of the function to blame and what counts as corrupted follow
 * syzkaller's rules (pkg/report), so that a title can be looked up there.
 */
#pragma once

#include <glib.h>

#include "console/report.h"

enum triage_flags {
	TRIAGE_KEEP_LINES = 1 << 0, /* needed to explain and to symbolise */
	TRIAGE_MAPPED = 1 << 1,	    /* the log is a mapped file: pages that were read
				     * are given back */
};

/*
 * Finds all reports of @log[0..len), in the order of their begins, notices among
 * them. The caller owns the array, whose elements are freed with it; where lines
 * are kept they point into @log. Takes linear time, and memory for what is found
 * only; behind TRIAGE_MAX_REPORTS reports the log is not read on.
 */
#define TRIAGE_MAX_REPORTS 10000

GPtrArray *triage_scan(const char *log, gsize len);
GPtrArray *triage_scan_full(const char *log, gsize len, guint flags);
