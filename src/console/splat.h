/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signatures of kernel reports: which line begins a report, which lines distinguish it
 * from others of its family, what its title is, and where its text names the function
 * to blame. Each table names the kernel source file that prints its lines. Titles and
 * types are those of syzkaller's pkg/report/linux.go, so that they can be looked up
 * there (see NOTICE).
 *
 * All tables are constant: nothing from this header must be freed, and everything is
 * thread-safe.
 *
 * A family is all reports that begin with the same words. Its splats are tried in
 * order; among those that match earliest in the report, the first one counts.
 */
#pragma once

#include <glib.h>

#include "console/pattern.h"

enum {
	SPLAT_NO_TRACE = 1 << 0, /* complete without a stack trace */
	SPLAT_BROKEN = 1 << 1,	 /* occurs only if the true header was lost */
	SPLAT_NAMELESS =
		1 << 2, /* complete without a function; " in " is then removed */
};

/* How to choose the function to blame from a stack's frames. */
enum choice {
	CHOOSE_FIRST,  /* the first that is not in a skip list */
	CHOOSE_STALL,  /* the one below the entry of a syscall, softirq, ... */
	CHOOSE_LOCKUP, /* the same or, if there is none below, the first */
	CHOOSE_HUNG,   /* the first that does not merely wait */
};

struct splat {
	const char *title; /* pattern of the line, see console/pattern.h */
	/* Patterns of lines, each further down than the one before; the first is on the
	 * title's line. Their captures replace those of the title. NULL: none. */
	const char *const *report;
	const char *name; /* title of the report: %1 ... are captures, %f the frame */
	const char *type; /* such as "LOCKDEP"; NULL: as the family */
	/* How to find the frames: patterns of lines, whose captures are frames, too,
	 * and STEP_*; ended by NULL. @otherwise is used if @steps find no frame. */
	const char *const *steps;
	const char *const *otherwise;
	const char *const *skip; /* in addition to the common skip list, see
				  * console/stack-trace.h */
	enum choice choice;
	guint flags;
	const char *source; /* kernel source file that prints it; NULL: as the family */
};

/* Steps that are not patterns; identified by their address. */
extern const char STEP_IP[];	/* line with the instruction pointer */
extern const char STEP_WARN[];	/* the same, or "--- interrupt: 700 at" of powerpc */
extern const char STEP_TRACE[]; /* header of a stack trace */
extern const char STEP_STACK[]; /* frames, up to the start of the next stack */

/* Whether programs and firmware use the header's words, too. */
enum vague {
	VAGUE_NOT,
	VAGUE_PLAIN,  /* a line that matches none of @splats counts only if a trace
		       * follows, unless the words begin the line after a prefix of
		       * the kernel */
	VAGUE_ALWAYS, /* even then */
};

struct family {
	const char *header; /* the words; a literal */
	const char *type;   /* for reports that match none of @splats */
	gboolean follows;   /* see MARK_FOLLOWS */
	gboolean notice;    /* interesting, but not a bug */
	gboolean several;   /* a notice of several consecutive lines */
	enum vague vague;
	const char *only; /* pattern that its lines must match; NULL: none */
	/* Pattern of a line without which this is not a report of the kernel; NULL:
	 * none. */
	const char *needs;
	const char *const *ignore; /* patterns of lines that do not count; or NULL */
	/* Patterns of lines that begin other reports, but are part of a report of this
	 * family if one is open; or NULL. */
	const char *const *parts;
	const struct splat *splats; /* ended by one without a title; or NULL */
	const char *source;	    /* kernel source file that prints it */
};

/* Other meanings of a line for the report that contains it. */
enum mark {
	MARK_OTHER_TRACE = 1 << 0, /* begins a trace that belongs to no report */
	MARK_TAINT = 1 << 1,	   /* incidental, belongs to nothing */
	MARK_ALL_CPUS = 1 << 2,	   /* traces of other CPUs follow */
	MARK_PANIC = 1 << 3,
	MARK_CIRCULAR = 1 << 4, /* caused by printing reports */
	MARK_BOOT = 1 << 5,	/* another kernel boots */
	MARK_FOLLOWS = 1 << 7,	/* belongs to the report that contains it, if any */
	MARK_STACK = 1 << 6,	/* may be the header of a stack trace */
	MARK_DOUBTFUL = 1 << 8, /* a frame that may be left over from an earlier call */
};

/*
 * Returns the first family that matches @line, which must be without prefix and
 * newline; NULL if the line begins no report. Sets *@marks to its other meanings, an OR
 * of enum mark, except MARK_DOUBTFUL, which depends on who printed the line.
 */
const struct family *splat_family(struct span line, guint *marks);

/* Whether @line, as above, matches one of the splats of @family, even if the header was
 * lost. FALSE for a family without a table. */
gboolean splat_is_known(const struct family *family, struct span line);

/*
 * Returns all words that splat_family() searches, *@count of them, the *@headers
 * headers of families first, for use with console/multi-search.h. A line without any of
 * them has no family or mark; a line with a header may still be ignored.
 */
const char *const *splat_words(guint *count, guint *headers);

/* Returns the type of a report by the first words of its @title, for instance that of a
 * sanitizer; NULL if no table has it. */
const char *splat_title_type(const char *title);
