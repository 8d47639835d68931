/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/compare.h"

#include <math.h>

#include "util/json-text.h"

#define LEVEL	   0.95 /* confidence level */
#define PASSES_MIN 3	/* on each side, to compare durations */

static const char *const names[] = {
	[COMPARISON_NEW] = "new",     [COMPARISON_FLAKY] = "flaky",
	[COMPARISON_KNOWN] = "known", [COMPARISON_FIXED] = "fixed",
	[COMPARISON_SAME] = "same",   [COMPARISON_UNTRIED] = "untried",
};

const char *comparison_name(enum comparison_kind kind)
{
	return names[kind];
}

static void comparison_free(gpointer data)
{
	struct comparison *row = data;

	g_free(row->variant);
	g_free(row->seen);
	g_free(row);
}

/* The runs of a variant on one side. */
struct side {
	GPtrArray *passes, *failures; /* struct history_run, borrowed, newest first */
};

static struct side side_of(GPtrArray *runs, const char *variant)
{
	struct side side = {g_ptr_array_new(), g_ptr_array_new()};

	for (guint i = 0; i < runs->len; i++) {
		struct history_run *run = runs->pdata[i];

		if (g_strcmp0(run->variant, variant))
			continue;
		if (run->kind == VERDICT_PASS)
			g_ptr_array_add(side.passes, run);
		else if (run->kind == VERDICT_FAIL)
			g_ptr_array_add(side.failures, run);
	}
	return side;
}

static void side_clear(struct side *side)
{
	g_ptr_array_unref(side->passes);
	g_ptr_array_unref(side->failures);
}

static struct rate failure_rate(const struct side *side)
{
	return rate_of(side->failures->len, side->failures->len + side->passes->len,
		       LEVEL);
}

static gboolean saw(const struct side *side, const char *title)
{
	for (guint i = 0; i < side->failures->len; i++)
		if (!g_strcmp0(((struct history_run *)side->failures->pdata[i])->seen,
			       title))
			return TRUE;
	return FALSE;
}

static gboolean has_new_title(const struct side *before, const struct side *after)
{
	for (guint i = 0; i < after->failures->len; i++)
		if (!saw(before,
			 ((struct history_run *)after->failures->pdata[i])->seen))
			return TRUE;
	return FALSE;
}

/* Whether an event with at least the lowest rate that @seen allows would almost surely
 * have occurred in @tries. */
static gboolean would_show(const struct rate *seen, guint tries)
{
	return pow(1 - seen->low, tries) <= 1 - LEVEL;
}

static enum comparison_kind judge(const struct side *before, const struct side *after,
				  const struct rate *was, const struct rate *is)
{
	if (!is->tries)
		return COMPARISON_UNTRIED;
	if (!is->hits) {
		if (!was->hits)
			return COMPARISON_SAME;
		return was->hits == was->tries || would_show(was, is->tries)
			       ? COMPARISON_FIXED
			       : COMPARISON_FLAKY;
	}
	if (!was->hits)
		return is->hits == is->tries || would_show(is, was->tries)
			       ? COMPARISON_NEW
			       : COMPARISON_FLAKY;
	if (has_new_title(before, after))
		return COMPARISON_NEW;
	return is->hits == is->tries && was->hits == was->tries ? COMPARISON_KNOWN
								: COMPARISON_FLAKY;
}

static int by_number(gconstpointer a, gconstpointer b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median_wall(GPtrArray *runs)
{
	g_autofree double *walls = g_new(double, runs->len);

	for (guint i = 0; i < runs->len; i++)
		walls[i] = ((struct history_run *)runs->pdata[i])->wall;
	qsort(walls, runs->len, sizeof(*walls), by_number);
	return runs->len % 2 ? walls[runs->len / 2]
			     : (walls[runs->len / 2 - 1] + walls[runs->len / 2]) / 2;
}

static gboolean one_machine(GPtrArray *a, GPtrArray *b)
{
	const struct history_run *first = a->pdata[0];

	for (guint i = 0; i < a->len + b->len; i++) {
		const struct history_run *run =
			i < a->len ? a->pdata[i] : b->pdata[i - a->len];

		if (!run->host || g_strcmp0(run->host, first->host) ||
		    g_strcmp0(run->accel, first->accel) || run->wall <= 0)
			return FALSE;
	}
	return TRUE;
}

static double slower(const struct side *before, const struct side *after)
{
	if (before->passes->len < PASSES_MIN || after->passes->len < PASSES_MIN ||
	    !one_machine(before->passes, after->passes))
		return 0;
	return median_wall(after->passes) / median_wall(before->passes);
}

static struct comparison *compare_variant(GPtrArray *before, GPtrArray *after,
					  const char *variant)
{
	struct comparison *row = g_new0(struct comparison, 1);
	struct side was = side_of(before, variant), is = side_of(after, variant);
	GPtrArray *failures = is.failures->len ? is.failures : was.failures;

	row->variant = g_strdup(variant);
	row->before = failure_rate(&was);
	row->after = failure_rate(&is);
	row->kind = judge(&was, &is, &row->before, &row->after);
	if (failures->len)
		row->seen = g_strdup(((struct history_run *)failures->pdata[0])->seen);
	row->slower = slower(&was, &is);
	side_clear(&was);
	side_clear(&is);
	return row;
}

static void add_variants(GPtrArray *runs, GHashTable *variants)
{
	for (guint i = 0; i < runs->len; i++)
		g_hash_table_add(variants,
				 ((struct history_run *)runs->pdata[i])->variant);
}

static int by_attention(gconstpointer a, gconstpointer b)
{
	const struct comparison *x = *(struct comparison *const *)a;
	const struct comparison *y = *(struct comparison *const *)b;

	return x->kind != y->kind ? (int)x->kind - (int)y->kind
				  : g_strcmp0(x->variant, y->variant);
}

GPtrArray *comparison_of(GPtrArray *before, GPtrArray *after)
{
	g_autoptr(GHashTable) variants = g_hash_table_new(g_str_hash, g_str_equal);
	GPtrArray *rows = g_ptr_array_new_with_free_func(comparison_free);
	GHashTableIter iter;
	gpointer variant;

	add_variants(before, variants);
	add_variants(after, variants);
	g_hash_table_iter_init(&iter, variants);
	while (g_hash_table_iter_next(&iter, &variant, NULL))
		g_ptr_array_add(rows, compare_variant(before, after, variant));
	g_ptr_array_sort(rows, by_attention);
	return rows;
}

static json_t *rate_json(const struct rate *rate)
{
	return json_pack("{si si sf sf}", "failed", (int)rate->hits, "tries",
			 (int)rate->tries, "low", rate->low, "high", rate->high);
}

json_t *comparison_json(const struct comparison *row)
{
	json_t *root = json_pack("{so ss so so so?}", "variant",
				 json_text(row->variant), "kind", names[row->kind],
				 "before", rate_json(&row->before), "after",
				 rate_json(&row->after), "seen", json_text(row->seen));

	if (row->slower > 0)
		json_object_set_new(root, "time", json_real(row->slower));
	return root;
}
