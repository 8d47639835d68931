/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/common-runs.h"

#include <string.h>

#define NONE G_MAXUINT32

/* A line that is unique in both texts. */
struct anchor {
	guint32 a, b;
	guint32 before; /* the previous anchor in the longest sequence that ends here */
};

/* Lists anchors in the order of a. */
static GArray *list_anchors(const struct line_numbers *numbers)
{
	GArray *anchors = g_array_new(FALSE, FALSE, sizeof(struct anchor));

	for (guint32 line = 0; line < numbers->a_n; line++) {
		guint32 number = numbers->a[line];
		struct anchor anchor = {line, numbers->uses[number].at_b, NONE};

		if (line_numbers_once(numbers, number))
			g_array_append_val(anchors, anchor);
	}
	return anchors;
}

static struct anchor *anchor_at(const GArray *anchors, guint32 i)
{
	return &g_array_index(anchors, struct anchor, i);
}

/* Returns how many of @ends, which are in the order of b, are before @line of b. */
static guint count_before(const GArray *anchors, const GArray *ends, guint32 line)
{
	guint low = 0, high = ends->len;

	/* Most lines have the same order in both texts. */
	if (high &&
	    anchor_at(anchors, g_array_index(ends, guint32, high - 1))->b < line)
		return high;
	while (low < high) {
		guint middle = (low + high) / 2;

		if (anchor_at(anchors, g_array_index(ends, guint32, middle))->b < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Returns the longest sequence of anchors that has the same order in both texts, last
 * one first. */
static GArray *longest_sequence(const GArray *anchors)
{
	/* For each length, the end of the sequence that ends first in b. */
	g_autoptr(GArray) ends = g_array_new(FALSE, FALSE, sizeof(guint32));
	GArray *sequence = g_array_new(FALSE, FALSE, sizeof(guint32));
	guint32 at;

	for (guint32 i = 0; i < anchors->len; i++) {
		struct anchor *anchor = anchor_at(anchors, i);
		guint length = count_before(anchors, ends, anchor->b);

		if (length)
			anchor->before = g_array_index(ends, guint32, length - 1);
		if (length == ends->len)
			g_array_append_val(ends, i);
		else
			g_array_index(ends, guint32, length) = i;
	}
	at = ends->len ? g_array_index(ends, guint32, ends->len - 1) : NONE;
	for (; at != NONE; at = anchor_at(anchors, at)->before)
		g_array_append_val(sequence, at);
	return sequence;
}

/* Extends @run to @anchor if the lines between them are equal. */
static gboolean extend(const struct line_numbers *numbers, struct common_run *run,
		       const struct anchor *anchor)
{
	guint32 n = anchor->a + 1 - run->a;

	if (!run->n || anchor->b + 1 - run->b != n ||
	    memcmp(numbers->a + run->a + run->n, numbers->b + run->b + run->n,
		   (n - run->n) * sizeof(*numbers->a)))
		return FALSE;
	run->n = n;
	return TRUE;
}

GArray *common_runs(const struct line_numbers *numbers, guint32 min)
{
	GArray *runs = g_array_new(FALSE, FALSE, sizeof(struct common_run));
	g_autoptr(GArray) anchors = list_anchors(numbers);
	g_autoptr(GArray) sequence = longest_sequence(anchors);
	struct common_run run = {0};

	for (guint i = sequence->len; i > 0; i--) {
		const struct anchor *anchor =
			anchor_at(anchors, g_array_index(sequence, guint32, i - 1));

		if (extend(numbers, &run, anchor))
			continue;
		if (run.n >= min)
			g_array_append_val(runs, run);
		run = (struct common_run){anchor->a, anchor->b, 1};
	}
	if (run.n >= min)
		g_array_append_val(runs, run);
	return runs;
}
