/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A smoke that nobody waits for: its stages are jobs of Slurm that wait for each other, and
 * the last of them judges. What is known of it lies in the directory jobs/ID of the cache:
 *
 *   job.json        what was asked for, and how it ended (this struct)
 *   verdicts.json   what was found; once it has ended
 *   *.sh            what the jobs run
 *   *.log           what they said: BRANCH.log, BRANCH.VARIANT.log, end.log
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "build/slurm.h"
#include "vm/attempt.h"

struct detached {
	char *id;	     /* kferry- and a number, the name of its jobs */
	char *project;	     /* its directory, absolute */
	char *from, *config; /* as of kferry smoke, absolute; or NULL */
	gint64 seed;
	gint64 started, ended; /* seconds since the epoch; ended: 0 if it has not */
	guint tries;	       /* so far */
	gboolean cancelled;
	int status;	     /* exit status of kferry smoke, once it has ended */
	GPtrArray *attempts; /* struct attempt *, one for each branch */
};

typedef struct detached Detached;

/* One without branches, of the project in the directory @project. The caller frees it. */
struct detached *detached_new(const char *project);
void detached_free(struct detached *detached);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Detached, detached_free)

/* Its directory; the caller frees the path. */
char *detached_dir(const struct detached *detached);

/*
 * Writes job.json and hands the stages of all that is left to Slurm, to be run beside each
 * other. FALSE with @error, and no job left in the queue, if that cannot be.
 */
gboolean detached_submit(struct detached *detached,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The one of that id; NULL with KF_ERROR_INPUT if there is none. The caller frees it. */
struct detached *detached_load(const char *id,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All there are, the newest first: an array of struct detached *, for the caller to unref. */
GPtrArray *detached_list(GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * What its last job does. Variants without a run are tried again, SLURM_TRIES times in all:
 * then *@again is TRUE. Otherwise it judges, and writes down how it ended. KF_ERROR_BUSY
 * while other jobs of it are left, KF_ERROR_SYSTEM if no controller tells.
 */
gboolean detached_end(struct detached *detached, gboolean *again,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Cancels its jobs. It is KF_ERROR_INPUT if it has ended. */
gboolean detached_cancel(struct detached *detached,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How many variants it has, and how many of them have had a run. */
void detached_count(const struct detached *detached, guint *all, guint *done);

/* A new reference. */
json_t *detached_json(const struct detached *detached);
