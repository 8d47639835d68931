/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds which of several changes makes a test fail. Pure: the caller provides the test.
 *
 * The changes are in order, and the test is run with sets of them. A failure is a
 * proof; a pass is only evidence, because the test may fail only sometimes. Therefore a
 * set counts as good after @tries runs without a failure, and the confidence is
 * computed from how often the test fails with all changes. A set that cannot be tested
 * ("skip") shows nothing.
 *
 *   1. the first bad prefix, by halving; skips are avoided. Of the last two changes, one
 *      that fails alone and without which the others pass is the culprit
 *   2. all changes are bad, none of them is good: run only if no other set was
 *   3. proof: all without the culprit passes, the culprit alone fails
 *   4. on request, the smallest bad subset, since changes may depend on others: the
 *      needed changes by halving, then Zeller's ddmin
 *
 * For 16 changes, 1 takes four runs, 2 one more if the last change is the culprit, and
 * 3 one or two. With @tries above 1, the ends are run first, and the prefix before the
 * culprit must pass as often again; if it does not, the search continues before it.
 */
#pragma once

#include <glib.h>

enum bisect_result {
	BISECT_GOOD,
	BISECT_BAD,
	BISECT_SKIP, /* cannot be tested, or failed in another way */
};

/* "good", "bad", "skip" */
const char *bisect_result_name(enum bisect_result result);

/* A set of changes, numbered from 0. */
struct bisect_set {
	guint count; /* number of all changes */
	guint8 *has; /* 0 or 1 for each change */
};

/* Returns the first @length of @count changes; clear it with bisect_set_clear(). */
struct bisect_set bisect_set_prefix(guint count, guint length);

/* Returns a copy; clear it with bisect_set_clear(). */
struct bisect_set bisect_set_copy(const struct bisect_set *set);
/* Frees the contents, and leaves an empty set. */
void bisect_set_clear(struct bisect_set *set);

/* Returns the number of changes in it. */
guint bisect_set_size(const struct bisect_set *set);

/* Returns "1-7,9", counted from 1, or "none"; the caller frees it. */
char *bisect_set_text(const struct bisect_set *set);

/* Runs the test once. FALSE and @error: it could not be run, and the bisection ends. */
typedef gboolean bisect_test(const struct bisect_set *set, enum bisect_result *result,
			     gpointer data, GError **error);

struct bisect_options {
	guint tries;	   /* runs without a failure that make a set good; 0 means 1 */
	gboolean smallest; /* also search the smallest bad subset */
	bisect_test *test;
	gpointer data;
};

enum bisect_status {
	BISECT_FOUND,
	BISECT_RANGE,	 /* one of several that cannot be distinguished, because sets
			  * between them skip */
	BISECT_NOT_BAD,	 /* the test does not fail with all changes */
	BISECT_NOT_GOOD, /* it fails without any change */
	BISECT_UNTESTED, /* all changes, or none, cannot be tested */
};

struct bisect_outcome {
	enum bisect_status status;
	guint first, last; /* the culprit, from 0; for a range, the suspects */

	/* The proof. SKIP: could not be tested. */
	enum bisect_result without; /* all but the culprit: must be good */
	enum bisect_result alone;   /* the culprit alone: bad, unless it needs others */

	struct bisect_set smallest; /* if requested and found; else count is 0 */

	guint runs;	       /* of the test */
	guint search_runs;     /* of these, to find the culprit; for FOUND, RANGE */
	guint proof_runs;      /* of these, only to prove it */
	guint fired, fired_of; /* failures and runs with all changes */
	double confidence;     /* that the culprit is right, 0 to 1: for FOUND, RANGE */
};

/*
 * Runs the bisection. @outcome must be cleared with bisect_outcome_clear() in any case.
 */
gboolean bisect(guint count, const struct bisect_options *options,
		struct bisect_outcome *outcome,
		GError **error) G_GNUC_WARN_UNUSED_RESULT;

void bisect_outcome_clear(struct bisect_outcome *outcome);
