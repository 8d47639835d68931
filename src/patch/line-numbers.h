/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Gives each line of two texts a number, equal for equal lines, so that lines can be
 * compared, counted and looked up without their text.
 */
#pragma once

#include "util/text.h"

/* How often the lines with a number occur. */
struct number_use {
	guint32 in_a, in_b; /* count in each text */
	guint32 at_b;	    /* one of those in b */
};

struct line_numbers {
	guint32 *a, *b; /* the number of each line */
	guint32 a_n, b_n;
	struct number_use *uses; /* by number */
	guint32 count;		 /* all numbers are less */
};

/* Numbers the lines [@from, @a_end) of @a and [@from, @b_end) of @b, counted from 0;
 * less than 2^31 in all. Free with line_numbers_clear(). */
void line_numbers_init(struct line_numbers *numbers, const struct text *a, gint64 a_end,
		       const struct text *b, gint64 b_end, gint64 from);
void line_numbers_clear(struct line_numbers *numbers);

/* Whether the line with @number is unique in both texts. */
static inline gboolean line_numbers_once(const struct line_numbers *numbers,
					 guint32 number)
{
	return numbers->uses[number].in_a == 1 && numbers->uses[number].in_b == 1;
}
