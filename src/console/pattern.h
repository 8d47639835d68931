/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small pattern language for lines of reports, used in the signature tables. A
 * pattern matches anywhere in a line unless it begins with '^'.
 *
 *	*        any text, as short as possible
 *	%f       a function as the kernel prints it, up to its '+offset' or
 *	         '.suffix', or as decode_stacktrace.sh does, up to ' (file.c:1)';
 *	         the name is captured, the '+', '.' or ' (' consumed
 *	%s       path/file.c:line, captured
 *	%p       a code address in brackets, [<ffffffff81000000>], and blanks after it
 *	%P       the same, or nothing
 *	%w       a word of lower-case letters and '-', captured
 *	%i       a C identifier, captured
 *	%t       the rest of the line, captured; %T the same, but not empty
 *	%l       text up to where the rest of the pattern matches, captured
 *	%d %x    one or more decimal, hexadecimal digits
 *	%a       one or more bytes except blanks
 *	{a|b}    one of these literals, captured; {?a|b} not captured
 *	$        (last) the end of the line, ignoring blanks before it
 *
 * A match takes time proportional to the line's length times the pattern's: there is no
 * backtracking between two '*'.
 */
#pragma once

#include "util/span.h"

#define PATTERN_ARGS 8

/* Captured texts, in order; those beyond the array are dropped. */
struct captures {
	struct span arg[PATTERN_ARGS];
	guint count;
};

/*
 * Matches @pattern against @line and appends the captured texts to @captures, which is
 * unchanged if there is no match. Returns the offset at which the match begins, or -1.
 */
gssize pattern_match(const char *pattern, struct span line, struct captures *captures);

/* The same for a match at the first byte of @line. */
gboolean pattern_match_begin(const char *pattern, struct span line,
			     struct captures *captures);

/*
 * Returns what follows the end of a function's name at @p: the text after "+" or ".",
 * or after " (" with a place in the source, as decode_stacktrace.sh prints it. NULL if
 * there is none of these.
 */
const char *pattern_name_end(const char *p, const char *end);

/* For each byte, whether names in C may contain it. */
extern const guint8 pattern_names[256];

static inline gboolean pattern_is_name(char ch)
{
	return pattern_names[(guchar)ch];
}
