/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a program that prints like kbuild: counts its steps, writes a log, and shows the
 * relevant lines if it fails.
 */
#pragma once

#include <glib.h>

#include "util/subprocess.h"

/* What to show while it runs. */
struct build_progress {
	const char *title;
	guint total; /* number of steps, if known; else 0 */
	guint done;  /* set on return: number of steps that were run */
};

/*
 * Runs @process, whose line(), tick() and data are set here, and appends its output to
 * the file @log. @shown may be NULL. On failure, shows the last lines that are not
 * steps on stderr, and sets KF_ERROR_SYSTEM with @what (a few words), the first error
 * among those lines, and the log's path.
 */
gboolean build_progress_run(struct subprocess *process, const char *what,
			    const char *log, struct build_progress *shown,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;
