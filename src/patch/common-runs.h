/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Long runs of lines that two texts have in common, aligned as in a patience diff. */
#pragma once

#include "patch/line-numbers.h"

/* @n lines from line @a on in one text equal those from line @b on in the other. From
 * 0. */
struct common_run {
	guint32 a, b, n;
};

/*
 * Returns the runs of at least @min lines, in order and without overlaps: an array of
 * struct common_run; unref it. Each run begins and ends with a line that is unique in
 * both texts. Where runs are in different order, those of the longest sequence of such
 * lines are used.
 */
GArray *common_runs(const struct line_numbers *numbers, guint32 min);
