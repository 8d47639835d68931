/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is shown of a coverage, see coverage.h: the patches that were asked for. All of it
 * wants a @coverage that was counted by coverage_count(). Text of patches and names of
 * scenarios are others': each view makes them harmless where it shows them, to a terminal,
 * in HTML, in JSON.
 */
#pragma once

#include <stdio.h>

#include "cover/coverage.h"

/* The text of a patch's line, without its newline. */
static inline struct span cover_view_text(const struct patch_line *line)
{
	gsize len = line->len;

	return (struct span){line->text,
			     len && line->text[len - 1] == '\n' ? len - 1 : len};
}

/*
 * What became of @text, which is the next line of @hunk; NULL if it is not one that the
 * patch adds. *@next is 0 at the first, and counts those that are.
 */
const struct coverage_line *cover_view_next(const struct coverage_hunk *hunk,
					    const struct patch_line *text, guint *next);

/*
 * The patches as annotated diffs: what became of each added line beside it. With @colour,
 * escape sequences of terminals. What cannot be written to @out is for the caller to see,
 * by ferror(3).
 */
void cover_view_diff(FILE *out, const struct coverage *coverage, gboolean colour);

/* Of each hunk: how many of its lines ran, and by which scenarios. */
void cover_view_scenarios(FILE *out, const struct coverage *coverage);

/* The lines with code that nothing ran, as "PATH:LINE: TEXT". */
void cover_view_missing(FILE *out, const struct coverage *coverage);

/* All of it, as kferry-cover(1) describes; a new reference, for json_decref(). */
json_t *cover_view_json(const struct coverage *coverage);

/* A page that needs nothing else, as a string to be freed. */
char *cover_view_html(const struct coverage *coverage);

/*
 * All lines with code in the patched files, for tools that read lcov's tracefiles
 * (geninfo(1)) or Cobertura's XML (coverage-04.dtd). How often a line ran is not
 * known: a hit counts one. Strings to be freed.
 */
char *cover_view_lcov(const struct coverage *coverage);
char *cover_view_cobertura(const struct coverage *coverage);
