/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A site of static pages on the branches of a project: what is known of each fix, the
 * newest run of each variant, and its history. It needs no server and nothing from
 * elsewhere.
 *
 *   index.html                     fixes and verdicts
 *   BRANCH/VARIANT.html            the newest run
 *   BRANCH/VARIANT.coverage.html   the changed lines, and which ran
 *   BRANCH/VARIANT.history.html    all runs
 */
#pragma once

#include <glib.h>

/*
 * Writes the site of the branches @names (ended by NULL) of the project in the directory
 * @project as the directory @dir. It is what it was or complete; one that holds anything
 * but a site is refused (KF_ERROR_INPUT). *@verdicts gets the verdicts on all variants
 * (verdict_report_new()), to be unreferenced.
 */
gboolean site_write(const char *dir, const char *project, char **names,
		    GPtrArray **verdicts, GError **error) G_GNUC_WARN_UNUSED_RESULT;
