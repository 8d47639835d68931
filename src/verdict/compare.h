/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two sets of runs of the same variants, set beside each other: what fails now and did
 * not, what was mended, what was known, and what fails only sometimes. Pure: it looks at
 * the rows that it is given.
 *
 * A run that is INVALID says nothing and is not counted as a try.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "verdict/history.h"
#include "verdict/rate.h"

enum comparison_kind {
	COMPARISON_NEW, /* fails, and did not before, or with another report */
	COMPARISON_FLAKY, /* fails at times, and the tries do not tell whether it did before
			   * or has stopped */
	COMPARISON_KNOWN,   /* fails, and did before with the same report */
	COMPARISON_FIXED,   /* failed, and does not any more */
	COMPARISON_SAME,    /* passes, and nothing else was seen before */
	COMPARISON_UNTRIED, /* was not run, or all its runs are INVALID */
};

/* "new", "flaky", "known", "fixed", "same", "untried" */
const char *comparison_name(enum comparison_kind kind);

struct comparison {
	char *variant;
	enum comparison_kind kind;
	struct rate before, after; /* of failures, at 95 percent */
	char *seen; /* what the newest failure of after saw, else of before; or NULL */
	double slower; /* median seconds of after by those of before, where both have three
			* passes or more on the same host and accelerator; else 0 */
};

/*
 * Compares the runs @before and @after (struct history_run, the newest first) by variant.
 * An array of struct comparison *, those that ask for attention first; the caller unrefs
 * it.
 */
GPtrArray *comparison_of(GPtrArray *before, GPtrArray *after);

/* A new reference. */
json_t *comparison_json(const struct comparison *row);
