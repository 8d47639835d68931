/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compares two sets of runs of the same variants: what fails now and did not before,
 * what was fixed, what was known, and what fails only sometimes. Pure: it only uses the
 * rows that it is given.
 *
 * An INVALID run shows nothing and does not count.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "verdict/history.h"
#include "verdict/rate.h"

enum comparison_kind {
	COMPARISON_NEW,	    /* fails, and did not before, or with another report */
	COMPARISON_FLAKY,   /* fails at times, and there are too few runs to tell
			     * whether this has changed */
	COMPARISON_KNOWN,   /* fails, and did before with the same report */
	COMPARISON_FIXED,   /* failed, and does not any more */
	COMPARISON_SAME,    /* passes, and nothing else was seen before */
	COMPARISON_UNTRIED, /* not run, or all its runs are INVALID */
};

/* "new", "flaky", "known", "fixed", "same", "untried" */
const char *comparison_name(enum comparison_kind kind);

struct comparison {
	char *variant;
	enum comparison_kind kind;
	struct rate before, after; /* of failures, at 95 percent */
	char *seen;    /* what the newest failure saw, of after or else of before; or
			* NULL */
	double slower; /* median seconds of after divided by those of before, if both
			* have three or more passes on the same host and accelerator;
			* else 0 */
};

/*
 * Compares the runs @before and @after (struct history_run, newest first) by variant.
 * Returns an array of struct comparison *, the most urgent first; the caller unrefs it.
 */
GPtrArray *comparison_of(GPtrArray *before, GPtrArray *after);

/* Returns a new reference. */
json_t *comparison_json(const struct comparison *row);
