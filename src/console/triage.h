/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading a kernel console log as an expert would: which reports are in it, what
 * the field calls them, and which of them is the cause.
 *
 * Names, the choice of the function to blame and what counts as corrupted follow
 * syzkaller's rules (pkg/report), so that a title can be looked up there.
 */
#pragma once

#include <glib.h>

#include "console/pattern.h"
#include "console/stack-trace.h"

/* A line of a report: its text without prefixes, and where it is in the log. */
struct report_line {
	struct span text;
	gsize start, end;
	guint stacks; /* the kinds of stack traces that begin here; see console/stack-trace.h */
	guint frames; /* functions that it names as a line of a stack trace */
	struct span frame[FRAME_PAIR];
	gboolean doubted; /* frames that the unwinder doubts followed, and were left out
			   */
};

struct report {
	char *title;
	const char *type;   /* "LOCKDEP", "HANG", ...; static; see kferry-triage(1) */
	char *signature;    /* the same for the same bug in another build or boot */
	char *frame;	    /* the function to blame, NULL if none was found */
	const char *source; /* the kernel's file that prints such reports, or NULL */
	const char *corrupted_reason; /* static, NULL if not corrupted */
	gboolean corrupted;  /* parts are missing, so that the title may be wrong */
	gboolean suppressed; /* to be expected where the log's other signs are seen */
	gboolean cause;	     /* the first of its boot: later ones may follow from it */
	gboolean notice;  /* no bug in itself: an OOM kill, "lockdep is turned off" */
	gsize start, end; /* bytes of the log, from the header's line to the last */
	GArray *lines;	  /* of struct report_line: its own lines, other callers'
			   * left out; NULL unless TRIAGE_KEEP_LINES */
	GStringChunk *texts; /* what @lines point to if not into the log */
};

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

void report_free(struct report *report);
