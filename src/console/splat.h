/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The signatures of kernel reports: what line begins one, which lines it is told
 * from others of its family by, how the field names it, and where in its text the function
 * to blame is found. The lines are those that the kernel prints: each table names the
 * kernel's file. Titles and types are the ones of syzkaller's pkg/report/linux.go, so that
 * they can be looked up there (see NOTICE).
 *
 * All tables are constant: nothing that this header hands out is freed, and all of it can
 * be used by several threads.
 *
 * A family is all that begins with the same words. Its splats are tried in
 * order; of those that match earliest in the report the first one counts.
 */
#pragma once

#include <glib.h>

#include "console/pattern.h"

enum {
	SPLAT_NO_TRACE = 1 << 0, /* complete without a stack trace */
	SPLAT_BROKEN = 1 << 1,	 /* seen only where the true header was lost */
	SPLAT_NAMELESS =
		1 << 2, /* complete without a function, whose " in " goes then */
};

/* How the function to blame is chosen out of a stack's frames. */
enum choice {
	CHOOSE_FIRST,  /* the first that is not on the skip lists */
	CHOOSE_STALL,  /* the one below the entry into a syscall, softirq, ... */
	CHOOSE_LOCKUP, /* the same, or the first where nothing is below an entry */
	CHOOSE_HUNG,   /* the first that does not only wait */
};

struct splat {
	const char *title; /* pattern of the line, see console/pattern.h */
	/* Patterns of lines, each further down than the one before, the first on the
	 * title's; their captures replace those of the title. NULL: none needed. */
	const char *const *report;
	const char *name; /* the title: %1 ... are captures, %f the frame */
	const char *type; /* such as "LOCKDEP"; NULL: the family's */
	/* How to come to the frames: patterns of lines, whose captures are frames
	 * too, and STEP_*; ended by NULL. @otherwise where that finds none. */
	const char *const *steps;
	const char *const *otherwise;
	const char *const
		*skip; /* beside the common skip list; see console/stack-trace.h */
	enum choice choice;
	guint flags;
	const char
		*source; /* the kernel's file that prints it, or NULL: the family's */
};

/* Steps that are not patterns; told by their address. */
extern const char STEP_IP[];	/* the line of the instruction pointer */
extern const char STEP_WARN[];	/* the same, or "--- interrupt: 700 at" of powerpc */
extern const char STEP_TRACE[]; /* the header of a stack trace */
extern const char STEP_STACK[]; /* frames, up to the next stack's begin */

/* Programs and firmware use words of the kernel's, too. */
enum vague {
	VAGUE_NOT,
	VAGUE_PLAIN,  /* a line of none of @splats counts only with a trace behind it,
		       * unless it begins so, behind a prefix of the kernel's */
	VAGUE_ALWAYS, /* even then */
};

struct family {
	const char *header; /* the words, a literal */
	const char *type;   /* of what is in none of @splats */
	gboolean follows;   /* as MARK_FOLLOWS */
	gboolean notice;    /* worth knowing, but no bug of its own */
	gboolean several;   /* a notice that has several lines, one behind the other */
	enum vague vague;
	const char *only; /* pattern of its lines, or NULL: all that have the header */
	const char *const *ignore; /* patterns of lines that do not count, or NULL */
	/* Patterns of lines that begin reports elsewhere, and belong to one of this
	 * family where it is open; or NULL. */
	const char *const *parts;
	const struct splat *splats; /* ended by one without a title, or NULL */
	const char *source;	    /* the kernel's file that prints it */
};

/* What else a line can say that bears on the report that it stands in. */
enum mark {
	MARK_OTHER_TRACE = 1 << 0, /* a trace begins that is of no report */
	MARK_TAINT = 1 << 1,	   /* said by the way, belongs to nothing */
	MARK_ALL_CPUS = 1 << 2,	   /* the traces of other CPUs follow */
	MARK_PANIC = 1 << 3,
	MARK_CIRCULAR = 1 << 4, /* reports cause it by printing */
	MARK_BOOT = 1 << 5,	/* another kernel starts */
	MARK_FOLLOWS = 1 << 7,	/* inside a report the line belongs to it */
	MARK_STACK = 1 << 6,	/* perhaps the header of a stack trace */
	MARK_DOUBTFUL = 1 << 8, /* a frame that may be left over from an earlier call */
};

/*
 * The family that @line, without its prefix and line break, belongs to, the first of
 * several; NULL if the line begins no report. *@marks receives what else it says, an OR of
 * enum mark, but for MARK_DOUBTFUL, which depends on who printed the line.
 */
const struct family *splat_family(struct span line, guint *marks);

/*
 * Whether @line, as above, is of one of the splats of @family, header lost or not. A family
 * without a table has none.
 */
gboolean splat_is_known(const struct family *family, struct span line);

/*
 * All the words, *@count of them, that splat_family() looks for, first the *@headers
 * headers of families: of a line without any of them it says nothing. A line with a
 * header may yet turn out to be ignored. To be put into a search of the caller's own, see
 * util/multi-search.h.
 */
const char *const *splat_words(guint *count, guint *headers);

/*
 * The type of the report that is called @title, by the words that it begins with, as of one
 * of the sanitizers; NULL if it is in no table.
 */
const char *splat_title_type(const char *title);
