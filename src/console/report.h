/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A kernel report that triage found in a log. */
#pragma once

#include <glib.h>

#include "console/pattern.h"
#include "console/stack-trace.h"

/* A line of a report: its text without prefixes, and its range in the log. */
struct report_line {
	struct span text;
	gsize start, end;
	guint stacks; /* kinds of stack traces that begin here, see
		       * console/stack-trace.h */
	guint frames; /* number of functions that it names as a line of a stack trace */
	struct span frame[FRAME_PAIR];
	gboolean doubted; /* frames marked as unreliable followed, and were omitted */
};

struct report {
	char *title;
	const char *type;   /* "LOCKDEP", "HANG", ...; static; see kferry-triage(1) */
	char *signature;    /* the same for the same bug in other builds and boots */
	char *frame;	    /* function to blame, or NULL */
	const char *source; /* kernel source file that prints such reports, or NULL */
	const char *corrupted_reason; /* static; NULL: not corrupted */
	gboolean corrupted;	      /* parts are missing, so the title may be wrong */
	gboolean suppressed;	      /* expected, given other reports in the log */
	gboolean cause;	  /* first of its boot; it may have caused later ones */
	gboolean notice;  /* not a bug in itself: an OOM kill, "lockdep is turned
			   * off" */
	gsize start, end; /* byte range in the log, from the header to the last line */
	GArray *lines;	  /* of struct report_line, without lines of other callers;
			   * NULL unless TRIAGE_KEEP_LINES */
	GStringChunk *texts; /* texts of @lines that are not in the log */
};

void report_free(struct report *report);
