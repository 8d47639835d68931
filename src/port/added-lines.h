/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines and names that were added to a text between two versions. They show that a
 * change may already be there in another form.
 */
#pragma once

#include "port/merge.h"

struct added_lines;

/* @changes is diff_lines(@from, @to). All arguments are borrowed. */
struct added_lines *added_lines_new(const struct text *from, const struct text *to,
				    GArray *changes);
void added_lines_free(struct added_lines *gained);

/* Whether a line is distinctive, unlike "return ret;". */
gboolean line_is_telling(struct span line);

/* Returns the added line nearest to @near in the new text (from 0) that equals @line,
 * or -1. A line that was only moved does not count as added. */
gint64 added_lines_line(const struct added_lines *gained, struct span line,
			gint64 near);

/* Whether no line of the old text equals @line. */
gboolean gained_is_new(struct added_lines *gained, struct span line);

/* Returns the changed line nearest to @near in the new text (from 0) that contains the
 * identifier @name, or -1. @name must not occur in the old text. */
gint64 gained_name(struct added_lines *gained, struct span name, gint64 near);

/* Whether a changed line of the old text contains the identifier @name, and the new
 * text does not contain it at all. */
gboolean lost_name(struct added_lines *gained, struct span name);

typedef struct added_lines AddedLines;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AddedLines, added_lines_free)
