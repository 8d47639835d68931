/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names in a line of a source: identifiers, outside of comments and strings.
 * Keywords of C are none. What is a comment is told from the one line: "// x",
 * all of " * x", the text between the marks of a comment in C, and "# x" with a blank,
 * as Makefile, Kconfig and YAML have it; "#define x" and "#address-cells" are code.
 */
#pragma once

#include "port/merge.h"

struct identifiers {
	const char *at, *end;
};

/* The names of @line, which must outlive @names. */
void identifiers_init(struct identifiers *names, struct span line);

/* The next one, a piece of the line; FALSE when there are no more. */
gboolean identifiers_next(struct identifiers *names, struct span *name);

/* The same with keywords and numbers. */
gboolean identifiers_next_word(struct identifiers *names, struct span *word);

/* Whether a word is a name; or a number that names a thing, as those of devices do. */
gboolean identifiers_is_name(struct span word);
gboolean identifiers_is_id(struct span word);

/* Whether @text has the identifier @name anywhere, comments and strings too. */
gboolean identifiers_has(struct span text, struct span name);
