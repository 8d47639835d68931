/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The history of results: a row for each run that was judged, in history.sqlite of the
 * cache. It says what was run and what was seen, and outlives the run directory, which the
 * next boot of the variant replaces.
 *
 * A run is known by its nonce: one that is judged again replaces its own row. Texts that
 * come back in many rows (titles, releases, digests) are stored once.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "verdict/run.h"
#include "verdict/verdict.h"

typedef struct history History;

/*
 * Opens the history in the file @path, which is made if need be (cache_path() of
 * HISTORY_NAME is everybody's). The caller closes it. NULL with KF_ERROR_SYSTEM, or
 * KF_ERROR_INVALID for a file of another format.
 */
struct history *history_open(const char *path,
			     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void history_close(struct history *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(History, history_close)

#define HISTORY_NAME "history.sqlite"

/* One run. Strings are owned, and NULL where nothing is known. */
struct history_run {
	gint64 started; /* seconds since the epoch */
	char *nonce;
	char *branch, *variant;
	enum verdict_kind kind;
	char *expected, *seen;
	char *why;	/* the first reason */
	char *release;	/* of the kernel */
	char *build_id; /* likewise, hex */
	char *series;	/* digest of the series and its patches */
	char *config;	/* digest of .config */
	char *compiler; /* as .config tells it */
	char *qemu, *accel;
	char *scenarios; /* as asked for; NULL: all */
	char *host;
	guint64 seed;
	double wall;	      /* seconds, -1 if unknown */
	int changed, covered; /* lines with code, and those that ran; -1 if unknown */
};

typedef struct history_run HistoryRun;

void history_run_free(struct history_run *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HistoryRun, history_run_free)

/* What run.json and .config in the run directory @dir and @verdict say, as a row. */
struct history_run *history_run_new(const char *dir, const struct run *run,
				    const struct verdict *verdict);

/* A new reference. */
json_t *history_run_json(const struct history_run *run);

/* Adds @run, or replaces the row of the same nonce. */
gboolean history_add(struct history *history, const struct history_run *run,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Which runs: those for which all that is given holds. */
struct history_query {
	const char *branch;  /* NULL: any */
	const char *variant; /* NULL: any */
	const char *
		release; /* exactly, or up to a character that is no digit; NULL: any */
	gint64 since, until; /* started in [since, until); 0: without a limit */
	guint limit;	     /* only so many of the newest; 0: all */
	gboolean brief; /* read only what compare.h looks at; other texts are NULL */
};

/* An array of struct history_run *, the newest first; the caller unrefs it. */
GPtrArray *history_find(struct history *history, const struct history_query *query,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The runs of a variant, counted. */
struct history_count {
	char *branch, *variant;
	guint pass, fail, invalid;
	gint64 first, last;	/* started */
	enum verdict_kind kind; /* of the last */
	char *seen;		/* by the last */
	gint64 since; /* start of the first of the runs that ended alike, without
				  * another between them and the last */
};

/* An array of struct history_count *, by branch and variant; the limit of @query is not
 * looked at. The caller unrefs it. */
GPtrArray *history_count(struct history *history, const struct history_query *query,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
