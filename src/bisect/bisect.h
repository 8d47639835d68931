/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of some changes makes a test fail. Pure: what a test is, the caller says.
 *
 * The changes are in order, and the test is run on sets of them. That it fails is a
 * proof; that it passes is one only as far as it would have failed. So a set counts as
 * good after @tries runs without a failure, and how much that is worth is computed from how
 * often the test fails where all changes are in. Where a set cannot be tested ("skip")
 * nothing is concluded from it.
 *
 *	1. none of the changes is good, all of them are bad
 *	2. the first bad prefix, by halving; what skips is gone around
 *	3. proof: the prefix before it passes as often again; if it does not, back to 2
 *	4. proof: all without the culprit passes, the culprit alone fails
 *	5. on request, the smallest bad subset (Zeller's ddmin): changes depend on others
 */
#pragma once

#include <glib.h>

enum bisect_result {
	BISECT_GOOD,
	BISECT_BAD,
	BISECT_SKIP, /* cannot be tested, or another failure was in the way */
};

/* "good", "bad", "skip" */
const char *bisect_result_name(enum bisect_result result);

/* Changes by number, from 0. */
struct bisect_set {
	guint count; /* of all changes */
	guint8 *has; /* 0 or 1 of each */
};

/* The first @length of @count changes; to be cleared. */
struct bisect_set bisect_set_prefix(guint count, guint length);

/* The same changes; to be cleared by itself. */
struct bisect_set bisect_set_copy(const struct bisect_set *set);
/* Frees what is in it, and leaves a set of no changes. */
void bisect_set_clear(struct bisect_set *set);

/* How many changes are in it. */
guint bisect_set_size(const struct bisect_set *set);

/* "1-7,9", counted from 1; "none". Free it. */
char *bisect_set_text(const struct bisect_set *set);

/* Runs the test once. FALSE and @error: it could not be run, and all ends. */
typedef gboolean bisect_test(const struct bisect_set *set, enum bisect_result *result,
			     gpointer data, GError **error);

struct bisect_options {
	guint tries;	   /* runs without a failure that make a set good; 0 is 1 */
	gboolean smallest; /* look for the smallest bad subset, too */
	bisect_test *test;
	gpointer data;
};

enum bisect_status {
	BISECT_FOUND,
	BISECT_RANGE,	/* one of several that cannot be told apart: all between skip */
	BISECT_NOT_BAD, /* the test does not fail with all changes */
	BISECT_NOT_GOOD, /* it fails with none of them */
	BISECT_UNTESTED, /* one of the two ends cannot be tested */
};

struct bisect_outcome {
	enum bisect_status status;
	guint first, last; /* the culprit, from 0; of a range, the suspects */

	/* The proof. SKIP: could not be tested. */
	enum bisect_result without; /* all but the culprit: has to be good */
	enum bisect_result alone;   /* the culprit: bad, unless it needs others */

	struct bisect_set smallest; /* if it was asked for and found; else count 0 */

	guint runs;	       /* of the test */
	guint fired, fired_of; /* failures in runs with all changes in */
	double confidence;     /* that the culprit is right, 0 to 1: of FOUND, RANGE */
};

/* Does it. @outcome is cleared with bisect_outcome_clear() in any case. */
gboolean bisect(guint count, const struct bisect_options *options,
		struct bisect_outcome *outcome,
		GError **error) G_GNUC_WARN_UNUSED_RESULT;

void bisect_outcome_clear(struct bisect_outcome *outcome);
