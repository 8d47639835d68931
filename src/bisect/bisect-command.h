/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A command as the test of a bisection, as in "git bisect run": exit status 0 is good,
 * 125 is skip, 1 to 124 is bad, and anything else ends the bisection.
 *
 * If a report is searched, the command's output is a kernel log: it is bad if this
 * report is the first one, and good if there is no report and the status is 0. Another
 * report or status is skip, since it shows nothing about the bug.
 */
#pragma once

#include <glib.h>

#include "bisect/bisect.h"

struct bisect_command {
	const char *command; /* for the shell */
	const char *dir;     /* working directory; NULL: the current one */
	const char *config;  /* $KFERRY_CONFIG for the command; or NULL */
	const char *report;  /* glob for the title; or NULL */
	const char *output;  /* file for its output */
};

/*
 * Runs the command. Sets *@why to details (the status, the title) or NULL; the caller
 * frees it. Errors: KF_ERROR_SYSTEM for a command that cannot be run or was killed by a
 * signal.
 */
gboolean bisect_command_run(const struct bisect_command *command,
			    enum bisect_result *result, char **why,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;
