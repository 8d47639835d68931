/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a program with kbuild's output: counts its steps, writes a log, and shows the
 * relevant lines if it fails.
 */
#pragma once

#include <glib.h>

#include "util/subprocess.h"

/* What to show while it runs. */
struct build_progress {
	const char *title;
	guint total; /* number of steps, if known; else 0 */
	guint done;  /* set on return: steps that were taken */
};

/*
 * Runs @process, whose line(), tick() and data are set here, appending what it prints
 * to the file @log. @shown may be NULL. On failure the last lines that are no steps are
 * shown on stderr, and KF_ERROR_SYSTEM has @what (a few words), the first error among
 * them and the log's path.
 */
gboolean build_progress_run(struct subprocess *process, const char *what,
			    const char *log, struct build_progress *shown,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;
