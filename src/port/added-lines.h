/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines and names that a text has gained on the way from one version to another:
 * what tells that a change may be there already in another form.
 */
#pragma once

#include "port/merge.h"

struct added_lines;

/* @changes is diff_lines(@from, @to); all are borrowed. */
struct added_lines *added_lines_new(const struct text *from, const struct text *to,
				    GArray *changes);
void added_lines_free(struct added_lines *gained);

/* Whether a line says enough to be recognised: more than "return ret;". */
gboolean line_is_telling(struct span line);

/*
 * Where a gained line equal to @line is in the new text, from 0: the nearest to
 * @near; -1 when there is none. A line that was only moved was not gained.
 */
gint64 added_lines_line(const struct added_lines *gained, struct span line,
			gint64 near);

/* Whether the old text has no line equal to @line at all. */
gboolean gained_is_new(const struct added_lines *gained, struct span line);

/*
 * Where the identifier @name, which the old text does not have at all, is among the
 * lines that differ in the new one: the nearest to @near; -1 when there is none.
 */
gint64 gained_name(struct added_lines *gained, struct span name, gint64 near);

/*
 * Whether the identifier @name is among the lines that differ in the old text, and
 * nowhere in the new one.
 */
gboolean lost_name(struct added_lines *gained, struct span name);

typedef struct added_lines AddedLines;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AddedLines, added_lines_free)
