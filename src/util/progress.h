/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Progress of a long step, on stderr: one line rewritten in place on a
 * terminal, a plain line about every 20 seconds elsewhere (CI logs), nothing
 * for a step that ends sooner than that.
 */
#pragma once

#include <glib.h>

typedef struct progress Progress;

/*
 * Starts showing the step @title ("build 6.1 fixed"), counted in @unit
 * ("objects", or "MB" for bytes shown in millions). @total may be 0: unknown.
 */
struct progress *progress_new(const char *title, const char *unit, guint64 total);

/* The step has come to @done (in the unit; bytes for "MB"). Cheap to call. */
void progress_set(struct progress *progress, guint64 done);

/*
 * Ends the step: wipes the line on a terminal. Says nothing more; what was
 * achieved is the caller's to say.
 */
void progress_free(struct progress *progress);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Progress, progress_free)
