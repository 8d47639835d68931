/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel console log from any source as records: one per line, with its prefixes
 * removed and parsed. Nothing is allocated for lines that need no cleaning, and nothing
 * is kept, so logs of any size need the same memory.
 *
 * prefix.h lists the known prefixes. An unknown prefix is removed, too, if all lines
 * around a report have it (console_learn()).
 */
#pragma once

#include <glib.h>

#include "console/pattern.h"

/* Who printed a line, if the log says so. */
enum caller {
	CALLER_NONE, /* the line has no prefix of the kernel */
	CALLER_SOME, /* the kernel; caller unknown */
	CALLER_TASK, /* caller_id is the thread id */
	CALLER_CPU,  /* not in task context; caller_id is the CPU */
};

struct record {
	gsize start, end; /* byte range in the log; end is the line's '\n' or the end
			   * of the log */
	struct span text; /* without prefixes, '\r', NUL and ANSI sequences; valid
			   * until the next console_next(), or, if it is part of the
			   * log, as long as that */
	struct span line; /* as in the log, but without "\r\n" */
	gint64 time;	  /* microseconds since boot, -1 if unknown */
	int level;	  /* 0 (emergency) to 7 (debug), -1 if unknown */
	enum caller caller;
	guint caller_id;
	gboolean dropped; /* messages were lost before this one, according to the
			   * console */
	gboolean foreign; /* from a program, not from the kernel, according to the
			   * log */
};

/* What the lines of a log that were read so far have in common. */
struct console_habits {
	guint dated;		/* lines with a date of syslog or journalctl */
	guint sent;		/* of those, lines that seem to name their sender */
	gboolean numbered;	/* a sender has a process id */
	gboolean kernel_named;	/* a sender is the kernel */
	gboolean senders_named; /* lines very probably name their sender */
	gboolean timed;		/* lines have the kernel's timestamp */
	struct span host;	/* after that timestamp, in journalctl -o
				 * short-monotonic */
};

struct console {
	const char *log;
	gsize len;
	gsize pos;	     /* offset of the next record */
	GString *scratch;    /* text of a line that had to be cleaned */
	struct record first; /* the last record with a prefix, of @indent bytes */
	gsize indent;
	gsize follows; /* where a continuation line of it may begin */
	struct console_habits habits;
	gboolean surveyed;   /* habits have been determined */
	struct span unknown; /* an unknown prefix, see console_learn() */
};

/* Longer lines are split into records of this size: binary noise. */
#define CONSOLE_LINE_MAX 65536

/* Initializes @console to read @log, which is borrowed. */
void console_init(struct console *console, const char *log, gsize len);
void console_clear(struct console *console);

/*
 * Learns the unknown prefix of the lines at console->pos: what is equal, except for
 * numbers, before the words at offset @words of that line and in the following lines.
 * It is removed until the next call.
 */
void console_learn(struct console *console, gsize words);

/*
 * Reads the record at console->pos and advances. Returns FALSE at the end of the log.
 */
gboolean console_next(struct console *console, struct record *record);

/* Whether the next line has text without a prefix of the kernel; sets *@text to it. */
gboolean console_peek_plain(const struct console *console, struct span *text);

/* Whether a record's text is part of the log, not of the scratch buffer. */
static inline gboolean console_owns(const struct console *console, struct span text)
{
	return text.data >= console->log && text.data <= console->log + console->len;
}

/* Whether two records are from the same caller, if known. */
static inline gboolean record_same_caller(const struct record *a,
					  const struct record *b)
{
	return a->caller == b->caller && a->caller_id == b->caller_id;
}
