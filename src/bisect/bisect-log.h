/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The log of a bisection: what each run of the test said, in order.
 *
 *	# kferry bisect 1
 *	of 430 DIGEST
 *	# 0001-foo.patch                       comments
 *	bad 1-430
 *	good none
 *	skip 1-215
 *
 * A bisection asks for the same runs in the same order whenever it is told the same, so it
 * is resumed by beginning again: runs that the log has are not run. A line that a kill cut
 * off is not there.
 */
#pragma once

#include <glib.h>

#include "bisect/bisect.h"

struct bisect_log;

/*
 * Opens or begins the log @path of a bisection of @count changes with @digest. Errors:
 * KF_ERROR_INPUT with FILE:LINE for a log of others, or of something else.
 */
struct bisect_log *bisect_log_open(const char *path, guint count, const char *digest,
				   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void bisect_log_free(struct bisect_log *log);

/* How many runs it had when it was opened. */
guint bisect_log_runs(const struct bisect_log *log);

/* What the log says of the next run of @set; FALSE: it has none that was not used yet. */
gboolean bisect_log_next(struct bisect_log *log, const struct bisect_set *set,
			 enum bisect_result *result);

/* Appends a run, on the disk when this returns. Errors: KF_ERROR_SYSTEM. */
gboolean bisect_log_add(struct bisect_log *log, const struct bisect_set *set,
			enum bisect_result result, const char *comment,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct bisect_log BisectLog;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BisectLog, bisect_log_free)
