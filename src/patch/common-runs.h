/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Long runs of lines that two texts have in common, as a patience diff aligns them. */
#pragma once

#include "patch/line-numbers.h"

/* Lines from @a of one text, which are the lines from @b of another one. From 0. */
struct common_run {
	guint32 a, b, n;
};

/*
 * The runs of at least @min lines that both have in common, in order, none overlapping: an
 * array of struct common_run; unref it. Each begins and ends with a line that comes once in
 * both. Of runs in different order, those of the longest sequence of such lines count.
 */
GArray *common_runs(const struct line_numbers *numbers, guint32 min);
