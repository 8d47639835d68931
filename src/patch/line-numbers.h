/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines of two texts as numbers: equal lines have the same, all others another one.
 * They are compared, counted and looked up without a look at the texts.
 */
#pragma once

#include "util/text.h"

/* Where the lines of a number are. */
struct number_use {
	guint32 in_a, in_b; /* how many there are */
	guint32 at_b;	    /* one of those of b */
};

struct line_numbers {
	guint32 *a, *b; /* the number of each line */
	guint32 a_n, b_n;
	struct number_use *uses; /* by number */
	guint32 count;		 /* all numbers are below it */
};

/*
 * Numbers the lines [@from, @a_end) of @a and [@from, @b_end) of @b, of which there are less
 * than 2^31 in all. They count from 0 here. Free it with line_numbers_clear().
 */
void line_numbers_init(struct line_numbers *numbers, const struct text *a, gint64 a_end,
		       const struct text *b, gint64 b_end, gint64 from);
void line_numbers_clear(struct line_numbers *numbers);

/* Whether the lines of @number come once in each text. */
static inline gboolean line_numbers_once(const struct line_numbers *numbers,
					 guint32 number)
{
	return numbers->uses[number].in_a == 1 && numbers->uses[number].in_b == 1;
}
