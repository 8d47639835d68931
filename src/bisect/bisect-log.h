/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The log of a bisection: the result of each run of the test, in order.
 *
 *	# kferry bisect 1
 *	of 430 DIGEST
 *	# 0001-foo.patch                       comments
 *	bad 1-430
 *	good none
 *	skip 1-215
 *
 * A bisection always asks for the same runs in the same order if it gets the same
 * results. Therefore it is resumed by starting it again: the results of logged runs are
 * reused. A line that a kill cut off is ignored.
 */
#pragma once

#include <glib.h>

#include "bisect/bisect.h"

struct bisect_log;

/*
 * Opens or creates the log @path of a bisection of @count changes with @digest. Errors:
 * KF_ERROR_INPUT with FILE:LINE for another bisection's log, or another kind of file.
 */
struct bisect_log *bisect_log_open(const char *path, guint count, const char *digest,
				   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void bisect_log_free(struct bisect_log *log);

/* Returns the number of runs in it when it was opened. */
guint bisect_log_runs(const struct bisect_log *log);

/* Returns the logged result of the next run, of @set; FALSE if there is none left. */
gboolean bisect_log_next(struct bisect_log *log, const struct bisect_set *set,
			 enum bisect_result *result);

/* Appends a run and syncs it to disk. Errors: KF_ERROR_SYSTEM. */
gboolean bisect_log_add(struct bisect_log *log, const struct bisect_set *set,
			enum bisect_result result, const char *comment,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct bisect_log BisectLog;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BisectLog, bisect_log_free)
