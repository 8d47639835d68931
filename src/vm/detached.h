/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A smoke run in the background: its stages are Slurm jobs with dependencies, and the
 * last one judges. Its state is in the directory jobs/ID of the cache:
 *
 *	job.json       the request, and the result (this struct)
 *	verdicts.json  the verdicts, once it has ended
 *	*.sh           scripts of the jobs
 *	*.log          their output: BRANCH.log, BRANCH.VARIANT.log, end.log
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "build/slurm.h"
#include "vm/attempt.h"

struct detached {
	char *id;	     /* kferry- and a number; name of its jobs */
	char *project;	     /* directory, absolute */
	char *from, *config; /* options of kferry smoke, absolute; or NULL */
	gint64 seed;
	gint64 started, ended; /* seconds since 1970; ended: 0 if it has not */
	guint tries;	       /* number so far */
	gboolean cancelled;
	int status;	     /* exit status of kferry smoke, if it has ended */
	GPtrArray *attempts; /* struct attempt *, one per branch */
};

typedef struct detached Detached;

/* Returns one without branches, for the project in the directory @project. The caller
 * frees it. */
struct detached *detached_new(const char *project);
void detached_free(struct detached *detached);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Detached, detached_free)

/* Returns its directory; the caller frees it. */
char *detached_dir(const struct detached *detached);

/* Writes job.json and submits the stages of everything that is left to Slurm, to run in
 * parallel. On failure returns FALSE with @error, and leaves no job in the queue. */
gboolean detached_submit(struct detached *detached,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Loads the one with that id; NULL with KF_ERROR_INPUT if there is none. The caller
 * frees it. */
struct detached *detached_load(const char *id,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns all, newest first: an array of struct detached *; the caller unrefs it. */
GPtrArray *detached_list(GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * To be called by its last job. Retries variants without a run, up to SLURM_TRIES times
 * in all, and sets *@again. Otherwise judges and records the result. KF_ERROR_BUSY
 * while other jobs of it are left, KF_ERROR_SYSTEM if no controller answers.
 */
gboolean detached_end(struct detached *detached, gboolean *again,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Cancels its jobs. KF_ERROR_INPUT if it has ended. */
gboolean detached_cancel(struct detached *detached,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Counts its variants, and those of them that have run. */
void detached_count(const struct detached *detached, guint *all, guint *done);

/* Returns a new reference. */
json_t *detached_json(const struct detached *detached);
