/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A site of static pages about the branches of a project: the status of each fix, the
 * newest run of each variant, and its history. It is self-contained and needs no
 * server.
 *
 *	index.html                     fixes and verdicts
 *	BRANCH/VARIANT.html            the newest run
 *	BRANCH/VARIANT.coverage.html   the changed lines, and which ran
 *	BRANCH/VARIANT.history.html    all runs
 */
#pragma once

#include <glib.h>

/*
 * Writes the site of the branches @names (ended by NULL) of the project @project to the
 * directory @dir, atomically. Refuses a directory that contains anything but a site
 * (KF_ERROR_INPUT). Sets *@verdicts to those on all variants (verdict_report_new());
 * the caller unrefs it.
 */
gboolean site_write(const char *dir, const char *project, char **names,
		    GPtrArray **verdicts, GError **error) G_GNUC_WARN_UNUSED_RESULT;
