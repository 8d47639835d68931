/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Iterates over the identifiers in a source line, except C keywords, and outside of
 * comments and strings. Comments are recognized from the line alone: "// x", all of " *
 * x", the text between C comment marks, and "# x" with a blank, as in Makefile, Kconfig
 * and YAML; "#define x" and "#address-cells" are code.
 */
#pragma once

#include "port/merge.h"

struct identifiers {
	const char *at, *end;
};

/* Begins with @line, which must outlive @names. */
void identifiers_init(struct identifiers *names, struct span line);

/* Sets *@name to the next identifier, a part of the line. Returns FALSE at the end. */
gboolean identifiers_next(struct identifiers *names, struct span *name);

/* The same, including keywords and numbers. */
gboolean identifiers_next_word(struct identifiers *names, struct span *word);

/* Whether a word is an identifier; whether it is a number that identifies something,
 * such as a device id. */
gboolean identifiers_is_name(struct span word);
gboolean identifiers_is_id(struct span word);

/*
 * Whether @text contains the identifier @name anywhere, even in comments and strings.
 */
gboolean identifiers_has(struct span text, struct span name);
