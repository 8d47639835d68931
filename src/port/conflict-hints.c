/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every old line of the hunk that occurs in the new text votes for the line where the
 * hunk would begin. The places with most votes are examined: how many of the lines are
 * there in order, with or without others between them.
 */
#include "port/conflict-hints.h"

#include <string.h>

#include "port/funcname.h"

#define PROPOSALS   3
#define LOOKED_AT   16
#define SLACK	    4	 /* additional lines that are tolerated at each end */
#define COMMON_LINE 64	 /* more frequent lines say nothing: "}" */
#define HUNK_MAX    1000 /* maximum of lines in a hunk */

static struct span bare_line(const struct text *text, gint64 line)
{
	return span_bare(text_lines(text, line, 1));
}

static struct span bare_old(const struct merge_hunk *hunk, gsize i)
{
	const struct patch_line *line = hunk->view.pattern.lines[i];

	return span_bare((struct span){line->text, line->len});
}

static guint hash_key(gconstpointer key)
{
	return span_hash(*(const struct span *)key);
}

static gboolean span_same(gconstpointer a, gconstpointer b)
{
	return span_equal(*(const struct span *)a, *(const struct span *)b);
}

/* Returns the old lines of @hunk, each with its places in the new text. */
static GHashTable *index_lines(const struct text *text, const struct merge_hunk *hunk)
{
	GHashTable *places = g_hash_table_new_full(hash_key, span_same, g_free,
						   (GDestroyNotify)g_array_unref);

	for (gsize i = 0; i < hunk->view.pattern.count; i++) {
		struct span span = bare_old(hunk, i);

		if (span.len)
			g_hash_table_insert(places, g_memdup2(&span, sizeof(span)),
					    g_array_new(FALSE, FALSE, sizeof(gint64)));
	}
	for (gint64 line = 0; line < (gint64)text->count; line++) {
		struct span span = bare_line(text, line);
		GArray *lines = g_hash_table_lookup(places, &span);

		if (lines && lines->len <= COMMON_LINE)
			g_array_append_val(lines, line);
	}
	return places;
}

/*
 * Counts votes for the line where the hunk would begin, which may be before the text.
 */
static guint *count_votes(const struct text *text, const struct merge_hunk *hunk,
			  GHashTable *places)
{
	gsize count = hunk->view.pattern.count;
	guint *votes = g_new0(guint, text->count + count + 1);

	for (gsize i = 0; i < count; i++) {
		struct span span = bare_old(hunk, i);
		GArray *lines = g_hash_table_lookup(places, &span);

		for (guint j = 0; lines && lines->len <= COMMON_LINE && j < lines->len;
		     j++)
			votes[g_array_index(lines, gint64, j) + count - i]++;
	}
	return votes;
}

/*
 * Returns the length of the longest sequence of old lines, some omitted, from @at on.
 */
static guint lines_in_order(const struct text *text, const struct merge_hunk *hunk,
			    gint64 at)
{
	gsize count = hunk->view.pattern.count;
	gint64 from = MAX(at - SLACK, 0);
	gint64 to = MIN(at + (gint64)count + SLACK, (gint64)text->count);
	gsize width = MAX(to - from, 0);
	g_autofree guint *above = g_new0(guint, width + 1);
	g_autofree guint *row = g_new0(guint, width + 1);

	for (gsize i = 0; i < count; i++) {
		struct span old = bare_old(hunk, i);

		for (gsize j = 0; j < width; j++)
			row[j + 1] =
				old.len && span_equal(old, bare_line(text, from + j))
					? above[j] + 1
					: MAX(row[j], above[j + 1]);
		memcpy(above, row, (width + 1) * sizeof(*row));
	}
	return above[width];
}

static guint lines_that_count(const struct merge_hunk *hunk)
{
	guint lines = 0;

	for (gsize i = 0; i < hunk->view.pattern.count; i++)
		lines += bare_old(hunk, i).len > 0;
	return lines;
}

/* --- ranking ------------------------------------------------------------------ */

struct ranking {
	char *function; /* that contained the hunk */
	gint64 expected;
};

static int by_rank(gconstpointer a, gconstpointer b, gpointer data)
{
	const struct conflict_hint *x = a, *y = b;
	const struct ranking *r = data;
	int here = !g_strcmp0(x->function, r->function);
	int there = !g_strcmp0(y->function, r->function);
	gint64 far = ABS(x->line - r->expected), near = ABS(y->line - r->expected);

	if (x->same != y->same)
		return x->same > y->same ? -1 : 1;
	if (here != there)
		return there - here;
	return (far > near) - (far < near);
}

static void proposal_clear(struct conflict_hint *proposal)
{
	g_free(proposal->function);
}

/* Returns the line with most votes, and clears those that overlap; -1: none is left. */
static gint64 take_best(guint *votes, gsize size, gsize count)
{
	gsize best = 0;

	for (gsize i = 1; i < size; i++)
		if (votes[i] > votes[best])
			best = i;
	if (!votes[best])
		return -1;
	for (gsize i = best > count ? best - count : 0; i < size && i <= best + count;
	     i++)
		votes[i] = 0;
	return best;
}

static gint64 first_change(const struct merge_hunk *hunk)
{
	return MIN((gsize)hunk->view.prefix, hunk->view.pattern.count);
}

/* Ignores a place that lacks most of the lines. */
static void add_place(GArray *places, const struct hunk_merge *merge,
		      const struct merge_hunk *hunk, gint64 at, guint lines)
{
	struct conflict_hint place = {
		.line = MAX(at, 0),
		.same = lines_in_order(&merge->theirs, hunk, at),
		.lines = lines,
	};

	if (place.same * 2 < lines)
		return;
	place.function = funcname_name(&merge->theirs, at + first_change(hunk) - 1);
	g_array_append_val(places, place);
}

GArray *conflict_hints(const struct hunk_merge *merge, const struct merge_hunk *hunk)
{
	GArray *places = g_array_new(FALSE, TRUE, sizeof(struct conflict_hint));
	gsize count = hunk->view.pattern.count, size = merge->theirs.count + count + 1;
	g_autoptr(GHashTable) index = NULL;
	g_autofree guint *votes = NULL;
	struct ranking ranking = {NULL, hunk->place < 0 ? hunk->base : hunk->place};
	guint lines = lines_that_count(hunk);

	g_array_set_clear_func(places, (GDestroyNotify)proposal_clear);
	if (!lines || count > HUNK_MAX)
		return places;
	index = index_lines(&merge->theirs, hunk);
	votes = count_votes(&merge->theirs, hunk, index);
	for (guint i = 0; i < LOOKED_AT; i++) {
		gint64 best = take_best(votes, size, count);

		if (best < 0)
			break;
		add_place(places, merge, hunk, best - (gint64)count, lines);
	}
	ranking.function =
		funcname_name(&merge->base, hunk->base + first_change(hunk) - 1);
	g_array_sort_with_data(places, by_rank, &ranking);
	if (places->len > PROPOSALS)
		g_array_set_size(places, PROPOSALS);
	g_free(ranking.function);
	return places;
}
