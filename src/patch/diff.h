/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What differs between two texts, by libgit2's copy of xdiff. */
#pragma once

#include "util/span.h"
#include "util/text.h"

/* Lines that were replaced. All are counted from 0; a side may have none. */
struct change {
	gint64 old, old_n; /* first line, number of lines */
	gint64 new, new_n;
};

/*
 * The changes that make @b of @a, in order, with at least one equal line between
 * two of them; an array of struct change; unref it. Unique lines are aligned first
 * (patience), so that equal braces and blank lines do not pull unrelated code together.
 * Texts that are too big to be compared (more than 1023 MiB) are one change: nothing of
 * them is taken for equal.
 */
GArray *diff_lines(const struct text *a, const struct text *b);

/*
 * Whether diff_lines() finds at least @least lines of @a in @b. Of most texts the lines that
 * come once in both, and what is the same between them, tell; that takes no whole diff.
 */
gboolean diff_keeps(const struct text *a, const struct text *b, gint64 least);

/*
 * Where the line @line of the old side is in the new one, from 0, or -1 when it
 * is in a change. @changes is what diff_lines() returned.
 */
gint64 diff_map_line(GArray *changes, gint64 line);

/* A unified hunk. */
struct diff_hunk {
	/* The numbers as in "@@ -a,b +c,d @@". */
	guint64 old_start, old_lines, new_start, new_lines;
	GString *text;	  /* all of it */
	struct span head; /* of text: its first line */
	struct span
		function; /* of the head, behind the second @@ and a blank; may be empty */
	struct span body; /* of text: the lines behind the head */
};

/*
 * The unified hunks that make @after of @before (NULL: empty), with @context lines of
 * context and the function in their heads: an array of struct diff_hunk, to be unreffed;
 * none when the two are equal. Errors: KF_ERROR_INPUT when one of them is binary.
 */
GPtrArray *diff_hunks(GBytes *before, GBytes *after, guint context,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Appends these hunks to @out; no file header. */
gboolean diff_print(GBytes *before, GBytes *after, guint context, GString *out,
		    GError **error) G_GNUC_WARN_UNUSED_RESULT;
