/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Progress of a long step on stderr: one line that is rewritten on a terminal, else a
 * line about every 20 seconds (CI logs), and nothing for a shorter step.
 */
#pragma once

#include <glib.h>

typedef struct progress Progress;

/* Starts showing the step @title ("build 6.1 fixed"), counted in @unit ("objects", or
 * "MB" for bytes shown in millions). @total is 0 if unknown. */
struct progress *progress_new(const char *title, const char *unit, guint64 total);

/* Sets the progress to @done (in the unit; bytes for "MB"). Cheap to call. */
void progress_set(struct progress *progress, guint64 done);

/* Ends the step and clears the line on a terminal. The caller reports the result. */
void progress_free(struct progress *progress);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Progress, progress_free)
