/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel console log, whatever it came through, as records: one for each line,
 * with the prefixes taken off its text and understood. Nothing is allocated for
 * lines that need no cleaning, and nothing is kept, so that a log of any size
 * costs the same.
 *
 * What prefixes there are: see prefix.h. One that no table has is taken off, too, where
 * all lines around a report have it (console_learn()).
 */
#pragma once

#include <glib.h>

#include "console/pattern.h"

/* Who printed a line, as far as the log tells. */
enum caller {
	CALLER_NONE, /* the line has no prefix of the kernel's */
	CALLER_SOME, /* of the kernel, caller unknown */
	CALLER_TASK, /* caller_id is the thread's id */
	CALLER_CPU,  /* not in task context, caller_id is the CPU */
};

struct record {
	gsize start, end; /* byte range in the log, end at the line's '\n' or the log's
			     end */
	struct span text; /* without prefixes, '\r', NUL and ANSI sequences; lives until
			   * the next console_next(), or as long as the log if it is
			   * part of it */
	struct span line; /* as it is in the log, but for "\r\n" */
	gint64 time;	  /* microseconds since boot, -1 if unknown */
	int level;	  /* 0 (emergency) to 7 (debug), -1 if unknown */
	enum caller caller;
	guint caller_id;
	gboolean dropped; /* the console says that messages were lost before this one */
	gboolean foreign; /* a program's line and not the kernel's, as the log says */
};

/* What the lines of a log have in common, as far as they were looked at. */
struct console_habits {
	guint dated;		/* lines with a date that syslog or journalctl writes */
	guint sent;		/* those of them that seem to name their sender */
	gboolean numbered;	/* a sender has a process's number */
	gboolean kernel_named;	/* the kernel is named as sender */
	gboolean senders_named; /* lines name their sender, in all likelihood */
	gboolean timed;		/* lines have the kernel's time */
	struct span host;	/* behind that time, of journalctl -o short-monotonic */
};

struct console {
	const char *log;
	gsize len;
	gsize pos;	     /* where the next record begins */
	GString *scratch;    /* the text of a line that had to be cleaned */
	struct record first; /* the last that had a prefix, of @indent bytes */
	gsize indent;
	gsize follows; /* where a line that belongs to it may begin */
	struct console_habits habits;
	gboolean surveyed;   /* whether these are known */
	struct span unknown; /* a prefix of no known form; see console_learn() */
};

/* Longer lines are cut into records of this many bytes: binary noise. */
#define CONSOLE_LINE_MAX 65536

/* Reads @log, borrowed. */
void console_init(struct console *console, const char *log, gsize len);
void console_clear(struct console *console);

/*
 * Learns which prefix of no known form the lines at console->pos have: what is the
 * same, but for numbers, in that line before the words at @words and in the lines
 * behind it. It is taken off until this is called again.
 */
void console_learn(struct console *console, gsize words);

/* Reads the record at console->pos and moves on; FALSE at the end of the log. */
gboolean console_next(struct console *console, struct record *record);

/* Whether the next line has a text and none of the kernel's prefixes; that is @text. */
gboolean console_peek_plain(const struct console *console, struct span *text);

/* Whether a record's text is part of the log (and not of the scratch buffer). */
static inline gboolean console_owns(const struct console *console, struct span text)
{
	return text.data >= console->log && text.data <= console->log + console->len;
}

/* Whether two records come from the same caller, as far as can be told. */
static inline gboolean record_same_caller(const struct record *a,
					  const struct record *b)
{
	return a->caller == b->caller && a->caller_id == b->caller_id;
}
