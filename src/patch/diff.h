/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Differences between two texts, found by libgit2's copy of xdiff. */
#pragma once

#include "util/span.h"
#include "util/text.h"

/* Lines that were replaced, counted from 0. A side may be empty. */
struct change {
	gint64 old, old_n; /* first line, number of lines */
	gint64 new, new_n;
};

/*
 * Returns the changes from @a to @b, in order, with at least one equal line between two
 * of them: an array of struct change; unref it. Unique lines are aligned first
 * (patience), so that equal braces and blank lines do not align unrelated code. Texts
 * that are too large to compare (more than 1023 MiB) are one change.
 */
GArray *diff_lines(const struct text *a, const struct text *b);

/*
 * Whether diff_lines() finds at least @least lines of @a in @b. For most texts, the
 * lines that are unique in both and the equal lines between them decide this without a
 * whole diff.
 */
gboolean diff_keeps(const struct text *a, const struct text *b, gint64 least);

/* Returns the line of the new side that equals @line of the old side, from 0, or -1 if
 * @line was changed. @changes is the result of diff_lines(). */
gint64 diff_map_line(GArray *changes, gint64 line);

/* A unified hunk. */
struct diff_hunk {
	/* As in "@@ -a,b +c,d @@". */
	guint64 old_start, old_lines, new_start, new_lines;
	GString *text;	      /* the whole hunk */
	struct span head;     /* part of text: the first line */
	struct span function; /* part of head: after the second @@ and a blank; may be
			       * empty */
	struct span body;     /* part of text: the lines after the head */
};

/*
 * Returns the unified hunks from @before (NULL: empty) to @after, with @context lines
 * of context and with function names in their heads: an array of struct diff_hunk;
 * unref it. It is empty if both are equal. Errors: KF_ERROR_INPUT if one of them is
 * binary.
 */
GPtrArray *diff_hunks(GBytes *before, GBytes *after, guint context,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Appends these hunks to @out, without a file header. */
gboolean diff_print(GBytes *before, GBytes *after, guint context, GString *out,
		    GError **error) G_GNUC_WARN_UNUSED_RESULT;
