/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What differs between two texts, line by line: libgit2's xdiff, which aligns
 * unique lines first (patience), so that equal braces and blank lines do not
 * pull unrelated code together.
 */
#pragma once

#include "util/text.h"

/* Lines that were replaced. All are counted from 0; a side may have none. */
struct change {
	gint64 old, old_n; /* first line, number of lines */
	gint64 new, new_n;
};

/*
 * The changes that make @b of @a, in order, with at least one equal line between
 * two of them; an array of struct change; unref it. Texts that are too big to be
 * compared (more than 1023 MiB) are one change: nothing of them is taken for equal.
 */
GArray *linediff(const struct text *a, const struct text *b);

/*
 * Where the line @line of the old side is in the new one, from 0, or -1 when it
 * is in a change. @changes is what linediff() returned.
 */
gint64 linediff_map(GArray *changes, gint64 line);
