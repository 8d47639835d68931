/*
 * A kernel console log, whatever it came through, as records: one for each line,
 * with the prefixes taken off its text and understood. Nothing is allocated for
 * lines that need no cleaning, and nothing is kept, so that a log of any size
 * costs the same.
 *
 * Prefixes known, in any order that they occur in: "<6>", "[   12.345678]",
 * "[ T123]" and "[ C1]" (CONFIG_PRINTK_CALLER), "** 12 printk messages dropped
 * **", "kern  :warn  : " and "[Mon Nov 23 01:14:13 2026]" of dmesg(1),
 * "[  +0.000123]", "[Nov23 01:14]" and ISO dates of its other formats,
 * "6,1234,5678,-;" of /dev/kmsg and netconsole, "Nov 23 01:14:13 host kernel: "
 * and "2026-11-23T01:14:13.123456+00:00 host kernel: " of syslog, "[   12.345678] host
 * kernel: " of journalctl, "host login: " of a getty that shares the console, "console
 * [ttyS0] " of loggers.
 */
#pragma once

#include <glib.h>

#include "pattern.h"

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
	gint64 time;	  /* microseconds since boot, -1 if unknown */
	int level;	  /* 0 (emergency) to 7 (debug), -1 if unknown */
	enum caller caller;
	guint caller_id;
	gboolean dropped; /* the console says that messages were lost before this one */
};

struct console {
	const char *log;
	gsize len;
	gsize pos;	     /* where the next record begins */
	GString *scratch;    /* the text of a line that had to be cleaned */
	struct record first; /* the last that had a prefix, of @indent bytes */
	gsize indent;
	gsize follows; /* where a line that belongs to it may begin */
};

/* Longer lines are cut into records of this many bytes: binary noise. */
#define CONSOLE_LINE_MAX 65536

/* Reads @log, borrowed. */
void console_init(struct console *console, const char *log, gsize len);
void console_clear(struct console *console);

/* Reads the record at console->pos and moves on; FALSE at the end of the log. */
gboolean console_next(struct console *console, struct record *record);

/* Whether a record's text is part of the log (and not of the scratch buffer). */
gboolean console_owns(const struct console *console, struct span text);

/* Whether two records come from the same caller, as far as can be told. */
static inline gboolean record_same_caller(const struct record *a,
					  const struct record *b)
{
	return a->caller == b->caller && a->caller_id == b->caller_id;
}
