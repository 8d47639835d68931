/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Views of a coverage (coverage.h): the selected patches. @coverage must have been
 * counted by coverage_count(). Text of patches and names of scenarios are untrusted:
 * each view escapes them for a terminal, HTML or JSON.
 */
#pragma once

#include <stdio.h>

#include "cover/coverage.h"

/* Returns the text of a line of a patch without newline. */
static inline struct span cover_view_text(const struct patch_line *line)
{
	gsize len = line->len;

	return (struct span){line->text,
			     len && line->text[len - 1] == '\n' ? len - 1 : len};
}

/* Returns the coverage of @text, which is the next line of @hunk; NULL if the patch
 * does not add this line. *@next must be 0 at first, and counts added lines. */
const struct coverage_line *cover_view_next(const struct coverage_hunk *hunk,
					    const struct patch_line *text, guint *next);

/* Prints the patches as annotated diffs, with the coverage of each added line. With
 * @colour, uses terminal escape sequences. The caller must check ferror(3). */
void cover_view_diff(FILE *out, const struct coverage *coverage, gboolean colour);

/* Prints for each hunk how many of its lines ran, and by which scenarios. */
void cover_view_scenarios(FILE *out, const struct coverage *coverage);

/* Prints the lines with code that did not run, as "PATH:LINE: TEXT". */
void cover_view_missing(FILE *out, const struct coverage *coverage);

/* Returns everything, see kferry-cover(1); a new reference for json_decref(). */
json_t *cover_view_json(const struct coverage *coverage);

/* Returns a self-contained page; the caller frees it. */
char *cover_view_html(const struct coverage *coverage);

/*
 * Returns all lines with code in the patched files in the format of lcov's tracefiles
 * (geninfo(1)) or Cobertura's XML (coverage-04.dtd). How often a line ran is unknown,
 * so the count is 1. The caller frees the strings.
 */
char *cover_view_lcov(const struct coverage *coverage);
char *cover_view_cobertura(const struct coverage *coverage);
