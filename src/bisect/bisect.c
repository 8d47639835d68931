/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bisect/bisect.h"

#include <math.h>
#include <string.h>

const char *bisect_result_name(enum bisect_result result)
{
	static const char *const names[] = {"good", "bad", "skip"};

	return names[result];
}

/* --- sets ------------------------------------------------------------------------- */

struct bisect_set bisect_set_prefix(guint count, guint length)
{
	struct bisect_set set = {count, g_malloc0(count + 1)};

	memset(set.has, 1, length);
	return set;
}

struct bisect_set bisect_set_copy(const struct bisect_set *set)
{
	struct bisect_set copy = {set->count, g_malloc0(set->count + 1)};

	memcpy(copy.has, set->has, set->count);
	return copy;
}

void bisect_set_clear(struct bisect_set *set)
{
	g_clear_pointer(&set->has, g_free);
	set->count = 0;
}

guint bisect_set_size(const struct bisect_set *set)
{
	guint size = 0;

	for (guint i = 0; i < set->count; i++)
		size += set->has[i];
	return size;
}

char *bisect_set_text(const struct bisect_set *set)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < set->count; i++) {
		guint begin = i;

		if (!set->has[i])
			continue;
		while (i + 1 < set->count && set->has[i + 1])
			i++;
		g_string_append_printf(text, "%s%u", text->len ? "," : "", begin + 1);
		if (i > begin)
			g_string_append_printf(text, "-%u", i + 1);
	}
	return g_string_free(text->len ? text : g_string_append(text, "none"), FALSE);
}

/* --- results for a set ------------------------------------------------------------ */

struct set_known {
	guint clean; /* number of runs without a failure */
	gboolean bad, skip;
};

struct bisect_search {
	const struct bisect_options *options;
	struct bisect_outcome *outcome;
	guint count;
	GHashTable *known; /* text of a set -> struct set_known */
	gboolean passed;   /* some set was good */
	gboolean fired;	   /* some set was bad */
	gboolean proving;  /* the culprit is known, unless a proof fails */
	GError **error;
	gboolean failed; /* the test could not be run */
};

static struct set_known *known_of(struct bisect_search *s, const struct bisect_set *set)
{
	char *text = bisect_set_text(set);
	struct set_known *known = g_hash_table_lookup(s->known, text);

	if (known) {
		g_free(text);
		return known;
	}
	known = g_new0(struct set_known, 1);
	g_hash_table_insert(s->known, text, known);
	return known;
}

static void run_once(struct bisect_search *s, const struct bisect_set *set,
		     struct set_known *known)
{
	enum bisect_result result = BISECT_SKIP;

	if (!s->options->test(set, &result, s->options->data, s->error)) {
		s->failed = TRUE;
		return;
	}
	s->outcome->runs++;
	s->outcome->proof_runs += s->proving;
	s->passed |= result == BISECT_GOOD;
	s->fired |= result == BISECT_BAD;
	known->clean += result == BISECT_GOOD;
	known->bad |= result == BISECT_BAD;
	known->skip |= result == BISECT_SKIP;
}

/* Runs the test until it fails, or @runs times without a failure, including earlier
 * runs. A skip in between decides nothing, so the result is a skip. */
static enum bisect_result judge(struct bisect_search *s, const struct bisect_set *set,
				guint runs)
{
	struct set_known *known = known_of(s, set);

	while (!s->failed && !known->bad && !known->skip && known->clean < runs)
		run_once(s, set, known);
	if (known->bad)
		return BISECT_BAD;
	return known->skip || s->failed ? BISECT_SKIP : BISECT_GOOD;
}

static guint tries_of(const struct bisect_search *s)
{
	return MAX(s->options->tries, 1);
}

static enum bisect_result judge_prefix(struct bisect_search *s, guint length,
				       guint runs)
{
	struct bisect_set set = bisect_set_prefix(s->count, length);
	enum bisect_result result = judge(s, &set, runs);

	bisect_set_clear(&set);
	return result;
}

static enum bisect_result judge_alone(struct bisect_search *s, guint change)
{
	struct bisect_set set = bisect_set_prefix(s->count, 0);
	enum bisect_result result;

	set.has[change] = 1;
	result = judge(s, &set, tries_of(s));
	bisect_set_clear(&set);
	return result;
}

/* Judges all changes but this one. */
static enum bisect_result judge_without(struct bisect_search *s, guint change)
{
	struct bisect_set set = bisect_set_prefix(s->count, s->count);
	enum bisect_result result;

	set.has[change] = 0;
	result = judge(s, &set, 2 * tries_of(s) - 1);
	bisect_set_clear(&set);
	return result;
}

/* --- confidence ------------------------------------------------------------------- */

/* Number of failures that measure how often a test fails, and how much longer than
 * usual to wait for them. */
#define RATE_FAILURES 5
#define RATE_PATIENCE 5

/* Measures how often the test fails with all changes, unless it is run only once. */
static void measure_rate(struct bisect_search *s)
{
	struct bisect_set all = bisect_set_prefix(s->count, s->count);

	for (guint i = 0; !s->failed; i++) {
		struct set_known one = {0};

		if (i >= tries_of(s) && (tries_of(s) == 1 || !s->outcome->fired ||
					 s->outcome->fired >= RATE_FAILURES ||
					 i >= RATE_PATIENCE * tries_of(s)))
			break;
		run_once(s, &all, &one);
		s->outcome->fired += one.bad;
		s->outcome->fired_of += one.bad || one.clean;
	}
	known_of(s, &all)->bad = s->outcome->fired > 0;
	bisect_set_clear(&all);
}

/* Returns the lowest rate, with 95 %: Wilson's lower bound, one-sided. For a test that
 * is run only once, the rate is 1. */
static double least_rate(const struct bisect_outcome *outcome)
{
	const double z = 1.645;
	double n = outcome->fired_of, p = n ? outcome->fired / n : 0;

	if (outcome->fired_of <= 1)
		return 1;
	return (p + z * z / (2 * n) - z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) /
	       (1 + z * z / n);
}

/* Returns the probability that a bad set would have failed in @clean runs. */
static double worth(const struct bisect_outcome *outcome, guint clean)
{
	return 1 - pow(1 - least_rate(outcome), clean);
}

/* Runs of the last good prefix for this confidence, within reason. */
#define SURE 0.99

static guint sure_runs(const struct bisect_search *s, guint runs)
{
	guint most = runs + RATE_PATIENCE * tries_of(s);

	if (tries_of(s) == 1)
		return runs;
	for (runs += tries_of(s); runs < most && worth(s->outcome, runs) < SURE; runs++)
		;
	return runs;
}

/* --- the first bad prefix --------------------------------------------------------- */

/* Returns the untested length nearest to the middle of @good and @bad; 0: all skip. */
static guint next_length(struct bisect_search *s, guint good, guint bad)
{
	guint middle = good + (bad - good) / 2;

	for (guint away = 0; away < bad - good; away++) {
		for (int side = 0; side < 2; side++) {
			gint64 length =
				side ? (gint64)middle + away : (gint64)middle - away;
			struct bisect_set set;
			struct set_known *known;

			if (length <= good || length >= bad)
				continue;
			set = bisect_set_prefix(s->count, length);
			known = known_of(s, &set);
			bisect_set_clear(&set);
			if (!known->skip)
				return length;
		}
	}
	return 0;
}

/*
 * Finds the culprit among the last two changes by a proof: it fails alone, and all others
 * pass. A proof of the first one saves the run of the prefix between them. If the proof
 * is incomplete, for instance because changes depend on each other, returns FALSE.
 *
 * Only if the bad prefix was run: where nothing fails, there is nothing to prove.
 */
static gboolean prove_one_of_two(struct bisect_search *s, guint *good, guint *bad)
{
	gboolean found = FALSE;

	if (tries_of(s) > 1 || !s->fired || *bad - *good != 2)
		return FALSE;
	for (guint change = *good; change < *bad && !found && !s->failed; change++) {
		s->proving = change > *good;
		if (judge_alone(s, change) != BISECT_BAD)
			continue;
		s->proving = TRUE;
		if (judge_without(s, change) != BISECT_GOOD)
			break;
		*good = change;
		*bad = change + 1;
		found = TRUE;
	}
	s->proving = FALSE;
	return found;
}

/* Narrows *@good and *@bad until they are neighbours, or all between them skip. */
static void narrow(struct bisect_search *s, guint *good, guint *bad, guint runs)
{
	guint length;

	while (!s->failed && *bad - *good > 1 &&
	       (length = next_length(s, *good, *bad))) {
		if (prove_one_of_two(s, good, bad) || s->failed)
			return;
		switch (judge_prefix(s, length, runs)) {
		case BISECT_GOOD:
			*good = length;
			break;
		case BISECT_BAD:
			*bad = length;
			break;
		case BISECT_SKIP:
			break;
		}
	}
}

/*
 * If a bad prefix passes by luck, the result is after the culprit. Therefore the last
 * good prefix is run as often again; if it fails, the search continues before it, with
 * more runs.
 */
static void find_first(struct bisect_search *s, guint *good, guint *bad, guint *clean)
{
	guint runs = tries_of(s);

	for (;;) {
		narrow(s, good, bad, runs);
		*clean = sure_runs(s, runs);
		if (s->failed || judge_prefix(s, *good, *clean) != BISECT_BAD)
			return;
		*bad = *good;
		if (!*bad)
			return;
		*good = 0;
		runs += tries_of(s);
	}
}

/* --- proof ------------------------------------------------------------------------ */

static void prove(struct bisect_search *s, guint culprit)
{
	s->proving = TRUE;
	s->outcome->without = judge_without(s, culprit);
	s->outcome->alone = judge_alone(s, culprit);
	s->proving = FALSE;
}

/* --- the smallest bad subset ------------------------------------------------------ */

/* Returns @set without, or with only, the part @part of @parts of its changes. */
static struct bisect_set part_of(const struct bisect_set *set, guint part, guint parts,
				 gboolean without)
{
	struct bisect_set out = bisect_set_copy(set);
	guint size = bisect_set_size(set), at = 0;
	guint begin = (guint64)size * part / parts;
	guint end = (guint64)size * (part + 1) / parts;

	for (guint i = 0; i < set->count; i++) {
		if (!set->has[i])
			continue;
		if ((at >= begin && at < end) == without)
			out.has[i] = 0;
		at++;
	}
	return out;
}

/* Chooses the first part, or complement, that is bad; FALSE if there is none. */
static gboolean reduce(struct bisect_search *s, struct bisect_set *set, guint *parts)
{
	for (int without = 0; without < 2; without++) {
		for (guint i = 0; i < *parts && !s->failed; i++) {
			struct bisect_set part = part_of(set, i, *parts, without);

			if (bisect_set_size(&part) &&
			    judge(s, &part, tries_of(s)) == BISECT_BAD) {
				bisect_set_clear(set);
				*set = part;
				*parts = without ? MAX(*parts - 1, 2) : 2;
				return TRUE;
			}
			bisect_set_clear(&part);
		}
	}
	return FALSE;
}

/* Judges the first @length changes together with @needed. */
static gboolean is_bad_with(struct bisect_search *s, const struct bisect_set *needed,
			    guint length)
{
	struct bisect_set set = bisect_set_copy(needed);
	enum bisect_result result;

	memset(set.has, 1, length);
	result = judge(s, &set, tries_of(s));
	bisect_set_clear(&set);
	return result == BISECT_BAD;
}

/*
 * Returns a bad subset of the bad prefix of this length, which contains few changes besides
 * those that are needed: the last one of the prefix, and, until these fail, the last one
 * of the shortest prefix that fails together with them. That takes a halving for each change,
 * where ddmin takes hundreds of runs if most of its sets do not apply.
 */
static struct bisect_set collect(struct bisect_search *s, guint length)
{
	struct bisect_set needed = bisect_set_prefix(s->count, 0);

	while (length && !s->failed) {
		guint good = 0;

		needed.has[--length] = 1;
		if (is_bad_with(s, &needed, 0))
			break;
		while (length - good > 1 && !s->failed) {
			guint middle = good + (length - good) / 2;

			if (is_bad_with(s, &needed, middle))
				length = middle;
			else
				good = middle;
		}
	}
	return needed;
}

/* ddmin (Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input). */
static void minimize(struct bisect_search *s, guint length)
{
	struct bisect_set set = collect(s, length);
	guint parts = 2;

	while (!s->failed && bisect_set_size(&set) > 1) {
		guint size = bisect_set_size(&set);

		if (reduce(s, &set, &parts))
			continue;
		if (parts >= size)
			break;
		parts = MIN(2 * parts, size);
	}
	if (s->failed)
		bisect_set_clear(&set);
	s->outcome->smallest = set;
}

/* --- the bisection ---------------------------------------------------------------- */

/* All changes must be bad. */
static enum bisect_status check_all(struct bisect_search *s)
{
	measure_rate(s);
	if (s->outcome->fired)
		return BISECT_FOUND;
	return s->outcome->fired_of ? BISECT_NOT_BAD : BISECT_UNTESTED;
}

/* No change must be good. */
static enum bisect_status check_none(struct bisect_search *s)
{
	switch (judge_prefix(s, 0, tries_of(s))) {
	case BISECT_GOOD:
		return BISECT_FOUND;
	case BISECT_BAD:
		return BISECT_NOT_GOOD;
	default:
		return BISECT_UNTESTED;
	}
}

/* The ends are run first if the test is run several times: the rate is needed. */
static enum bisect_status find_often(struct bisect_search *s, guint *good, guint *bad,
				     guint *clean)
{
	enum bisect_status status = check_all(s);

	if (status == BISECT_FOUND && !s->failed)
		status = check_none(s);
	if (status != BISECT_FOUND || s->failed)
		return status;
	find_first(s, good, bad, clean);
	return *bad ? BISECT_FOUND : BISECT_NOT_GOOD;
}

/* A run may be the boot of a kernel. Therefore all changes are only run if no prefix
 * failed; see search() for the other end. */
static enum bisect_status find_once(struct bisect_search *s, guint *good, guint *bad)
{
	narrow(s, good, bad, 1);
	return s->failed || s->fired ? BISECT_FOUND : check_all(s);
}

static void search(struct bisect_search *s)
{
	struct bisect_outcome *outcome = s->outcome;
	guint good = 0, bad = s->count, clean = 1;

	outcome->status = tries_of(s) > 1 ? find_often(s, &good, &bad, &clean)
					  : find_once(s, &good, &bad);
	if (outcome->status != BISECT_FOUND || s->failed)
		return;
	outcome->first = good;
	outcome->last = bad - 1;
	outcome->confidence = worth(outcome, clean);
	if (bad - good == 1)
		prove(s, good);
	/* what passed, if anything did, passes without any change, too */
	if (!s->failed && !s->passed)
		outcome->status = check_none(s);
	if (outcome->status != BISECT_FOUND || s->failed)
		return;
	if (bad - good > 1)
		outcome->status = BISECT_RANGE;
	outcome->search_runs = outcome->runs - outcome->proof_runs;
	if (s->options->smallest)
		minimize(s, bad);
}

gboolean bisect(guint count, const struct bisect_options *options,
		struct bisect_outcome *outcome, GError **error)
{
	struct bisect_search s = {
		.options = options, .outcome = outcome, .count = count, .error = error};

	*outcome =
		(struct bisect_outcome){.without = BISECT_SKIP, .alone = BISECT_SKIP};
	s.known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	search(&s);
	g_hash_table_unref(s.known);
	return !s.failed;
}

void bisect_outcome_clear(struct bisect_outcome *outcome)
{
	bisect_set_clear(&outcome->smallest);
}
