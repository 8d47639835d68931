/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The history of results: a row for each judged run, in history.sqlite of the cache. It
 * outlives the run directory, which the next boot of the variant replaces.
 *
 * A run is identified by its nonce: judging it again replaces its row. Texts that occur
 * in many rows (titles, releases, digests) are stored once.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "verdict/run.h"
#include "verdict/verdict.h"

typedef struct history History;

/*
 * Opens the history in the file @path (normally cache_path() of HISTORY_NAME), which is
 * created if necessary. The caller closes it. Returns NULL with KF_ERROR_SYSTEM, or
 * KF_ERROR_INVALID for a file of another format.
 */
struct history *history_open(const char *path,
			     GError **error) G_GNUC_WARN_UNUSED_RESULT;
void history_close(struct history *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(History, history_close)

#define HISTORY_NAME "history.sqlite"

/* A run. Strings are owned, and NULL if unknown. */
struct history_run {
	gint64 started; /* seconds since the epoch */
	char *nonce;
	char *branch, *variant;
	enum verdict_kind kind;
	char *expected, *seen;
	char *why;	/* the first reason */
	char *release;	/* of the kernel */
	char *build_id; /* of the kernel, hex */
	char *series;	/* digest of the series and its patches */
	char *config;	/* digest of .config */
	char *compiler; /* according to .config */
	char *qemu, *accel;
	char *scenarios; /* that were requested; NULL: all */
	char *host;
	guint64 seed;
	double wall;	      /* seconds, -1 if unknown */
	int changed, covered; /* lines with code, and those that ran; -1 if unknown */
};

typedef struct history_run HistoryRun;

void history_run_free(struct history_run *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HistoryRun, history_run_free)

/* Returns a row from run.json and .config in the run directory @dir, and @verdict. */
struct history_run *history_run_new(const char *dir, const struct run *run,
				    const struct verdict *verdict);

/* Returns a new reference. */
json_t *history_run_json(const struct history_run *run);

/* Adds @run, or replaces the row with the same nonce. */
gboolean history_add(struct history *history, const struct history_run *run,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Selects runs; all conditions must hold. */
struct history_query {
	const char *branch;  /* NULL: any */
	const char *variant; /* NULL: any */
	const char
		*release; /* exact, or a prefix up to a character that is not a digit;
			   * NULL: any */
	gint64 since, until; /* started in [since, until); 0: no limit */
	guint limit;	     /* only the newest ones; 0: all */
	gboolean brief;	     /* read only what compare.h uses; other strings are NULL */
};

/* Returns an array of struct history_run *, newest first; the caller unrefs it. */
GPtrArray *history_find(struct history *history, const struct history_query *query,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The number of runs of a variant. */
struct history_count {
	char *branch, *variant;
	guint pass, fail, invalid;
	gint64 first, last;	/* start times */
	enum verdict_kind kind; /* of the last one */
	char *seen;		/* by the last one */
	gint64 since; /* start of the first of the latest runs that all had the same
		       * outcome */
};

/* Returns an array of struct history_count *, sorted by branch and variant; ignores the
 * limit of @query. The caller unrefs it. */
GPtrArray *history_count(struct history *history, const struct history_query *query,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
