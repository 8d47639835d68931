/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A report of the kernel's: what triage found in a log, as all who look at it see it. */
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

void report_free(struct report *report);
