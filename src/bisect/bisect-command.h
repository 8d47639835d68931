/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A command as the test of a bisection, as git-bisect(1) "run" has it: exit status 0 is
 * good, 125 is skip, 1 to 124 is bad, and anything else ends all.
 *
 * With a report to look for, what the command prints is a kernel log: bad is that this
 * report is the first in it, good that there is none and status 0. Another report, or
 * another status, is skip: it says nothing of the bug that is looked for.
 */
#pragma once

#include <glib.h>

#include "bisect/bisect.h"

struct bisect_command {
	const char *command; /* for the shell */
	const char *dir;     /* where it runs; NULL: the caller's directory */
	const char *config;  /* $KFERRY_CONFIG for it; or NULL */
	const char *report;  /* glob for a title; or NULL */
	const char *output;  /* file that gets what it prints */
};

/*
 * Runs it. *@why (NULL for nothing, to be freed) says more: the status, the title. Errors:
 * KF_ERROR_SYSTEM for a command that cannot be run or was ended by a signal.
 */
gboolean bisect_command_run(const struct bisect_command *command,
			    enum bisect_result *result, char **why,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;
