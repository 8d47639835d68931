/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stack frames in the text of a trace, and which of them are to blame for a
 * report. The skip lists are those of syzkaller in what they leave out, so that
 * the names agree; they are ordered here by what the functions are.
 */
#pragma once

#include <glib.h>

#include "console/pattern.h"

#define FRAME_PAIR 2

/*
 * Reads a line of a stack trace, "func+0x1/0x2", and its forms by architecture and age:
 * with one or two addresses before it, in brackets, behind "<IRQ>", "func (file.c:1)"
 * of decode_stacktrace.sh, or arm's "(callee) from [<c0000000>] (caller+0x1)".
 * Returns how many functions it names (up to FRAME_PAIR), in @name.
 */
guint frame_parse(struct span line, struct span name[FRAME_PAIR]);

/* Whether the line shows the instruction pointer; @name (len 0 if there is none)
 * receives the function that it is in. */
gboolean frame_parse_ip(struct span line, struct span *name);

/*
 * Which kinds of stack traces begin at this line, of a report, of an allocation
 * or of others: a bit for each kind, 0 for none. FRAME_STACK_MAYBE is that of a
 * line after which a trace may be missing.
 */
guint frame_stack_kinds(struct span line);
#define FRAME_STACK_KINDS 10
#define FRAME_STACK_MAYBE (1u << (FRAME_STACK_KINDS - 1))

/* Whether the line is the header of the trace proper, "Call Trace:". */
gboolean frame_trace_begins(struct span line);

/* Whether the function is of fault injection, whose traces mix with others. */
gboolean frame_is_injection(struct span name);

/* Whether the unwinder doubts the frame: x86's "? func", powerpc's "(unreliable)". */
gboolean frame_is_doubtful(struct span line);

/*
 * Whether @name is a function that reports, allocates, locks, copies, or the like,
 * and thus is not what is wrong; @extra (may be NULL) are more such substrings,
 * '^' for a name's begin and '$' for its end.
 */
gboolean frame_is_skipped(struct span name, const char *const *extra);

/* Without the prefix that the syscall wrappers of its age and architecture add. */
struct span frame_strip(struct span name);

/* Whether the function dispatches work to what was called below it. */
gboolean frame_is_anchor(struct span name);

/* Whether the function, in the stack of a hung task, only waits. */
gboolean frame_is_waiting(struct span name);
