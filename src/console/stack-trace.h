/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stack frames in a trace, and which of them are to blame for a report. The skip lists
 * omit the same functions as those of syzkaller, so that titles agree; here they are
 * ordered by purpose.
 */
#pragma once

#include <glib.h>

#include "console/pattern.h"

#define FRAME_PAIR 2

/*
 * Parses a line of a stack trace, "func+0x1/0x2", in its forms of all architectures and
 * versions: with one or two addresses before it, in brackets, after "<IRQ>", "func
 * (file.c:1)" of decode_stacktrace.sh, or arm's "(callee) from [<c0000000>]
 * (caller+0x1)". Returns the number of functions (up to FRAME_PAIR) and stores them in
 * @name.
 */
guint frame_parse(struct span line, struct span name[FRAME_PAIR]);

/* Whether the line shows the instruction pointer. Sets *@name to its function (len 0 if
 * there is none). */
gboolean frame_parse_ip(struct span line, struct span *name);

/*
 * Returns which kinds of stack traces begin at this line, of a report, of an allocation
 * or others: a bit for each kind, 0 for none. FRAME_STACK_MAYBE is set for a line after
 * which a trace may be missing.
 */
guint frame_stack_kinds(struct span line);
#define FRAME_STACK_KINDS 10
#define FRAME_STACK_MAYBE (1u << (FRAME_STACK_KINDS - 1))

/* Whether the line is the header of the trace itself, "Call Trace:". */
gboolean frame_trace_begins(struct span line);

/* Whether the function belongs to fault injection, whose traces mix with others. */
gboolean frame_is_injection(struct span name);

/* Whether the unwinder marked the frame as unreliable: "? func" of x86, "(unreliable)"
 * of powerpc. */
gboolean frame_is_doubtful(struct span line);

/*
 * Whether @name is a function that reports, allocates, locks, copies, or the like, and
 * is therefore not to blame. @extra (may be NULL) has more such substrings, with '^'
 * for the start and '$' for the end of a name.
 */
gboolean frame_is_skipped(struct span name, const char *const *extra);

/* Returns the name without the prefix that syscall wrappers add, which depends on
 * version and architecture. */
struct span frame_strip(struct span name);

/* Whether the function dispatches work to the functions called below it. */
gboolean frame_is_anchor(struct span name);

/* Whether the function, in the stack of a hung task, merely waits. */
gboolean frame_is_waiting(struct span name);
