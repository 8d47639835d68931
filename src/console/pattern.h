/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The small language in which the signature tables describe a line of a report.
 * A pattern matches anywhere in a line unless it begins with '^'.
 *
 *   *      any text, as little as will do
 *   %f     a function as the kernel prints it, up to its '+offset' or
 *          '.suffix', or as decode_stacktrace.sh does, up to ' (file.c:1)';
 *          the name is captured, the '+', '.' or ' (' consumed
 *   %s     path/file.c:line, captured
 *   %p     a code address in brackets, [<ffffffff81000000>], and blanks after it
 *   %P     the same, or nothing
 *   %w     a word of lower-case letters and '-', captured
 *   %i     a C identifier, captured
 *   %t     the rest of the line, captured; %T the same, and not empty
 *   %l     text up to where the rest of the pattern matches, captured
 *   %d %x  decimal, hexadecimal digits, one at least
 *   %a     text without a blank, one byte at least
 *   {a|b}  one of these literals, captured; {?a|b} not captured
 *   $      (last) the end of the line, blanks before it aside
 *
 * A match takes time proportional to the line's length times the pattern's:
 * what lies between two '*' is matched without looking back.
 */
#pragma once

#include "util/span.h"

#define PATTERN_ARGS 8

/* What patterns captured, in order; captures beyond the array are dropped. */
struct captures {
	struct span arg[PATTERN_ARGS];
	guint count;
};

/*
 * Matches @pattern against @line and appends what it captures to @captures,
 * which is left as it was where there is no match. Returns the offset at which
 * the match begins, or -1.
 */
gssize pattern_match(const char *pattern, struct span line, struct captures *captures);

/* The same for a match that begins with @line's first byte. */
gboolean pattern_match_begin(const char *pattern, struct span line,
			     struct captures *captures);

/*
 * What follows a function's name that ends at @p: "+", "." or " (" with a place in the
 * source behind it, as decode_stacktrace.sh prints it; NULL if it is none of these.
 * Returns what is behind that.
 */
const char *pattern_name_end(const char *p, const char *end);

/* The bytes that names of C are made of, by byte. */
extern const guint8 pattern_names[256];

static inline gboolean pattern_is_name(char ch)
{
	return pattern_names[(guchar)ch];
}
