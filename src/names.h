/*
 * The names in a line of a source: identifiers, outside of comments and strings.
 * Keywords of C are none. What is a comment is told from the one line: "// x",
 * all of " * x", the text between the marks of a comment in C, and "# x" with a blank,
 * as Makefile, Kconfig and YAML have it; "#define x" and "#address-cells" are code.
 */
#pragma once

#include "merge.h"

struct names {
	const char *at, *end;
};

/* The names of @line, which must outlive @names. */
void names_init(struct names *names, struct text_span line);

/* The next one, a piece of the line; FALSE when there are no more. */
gboolean names_next(struct names *names, struct text_span *name);

/* The same with keywords and numbers. */
gboolean names_next_word(struct names *names, struct text_span *word);

/* Whether @text has the identifier @name anywhere, comments and strings too. */
gboolean names_has(const struct text *text, struct text_span name);
