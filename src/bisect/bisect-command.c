/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bisect/bisect-command.h"

#include <gio/gio.h>
#include <unistd.h>

#include "console/triage.h"
#include "util/child.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/glob.h"

#define STATUS_SKIP 125

/* Its exit status, or -1. */
static int run(const struct bisect_command *command, GError **error)
{
	g_autoptr(GSubprocessLauncher) launcher =
		g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDERR_MERGE);
	const char *argv[] = {"sh", "-c", command->command, NULL};
	g_autoptr(GSubprocess) child = NULL;
	g_autoptr(GError) cause = NULL;

	g_subprocess_launcher_set_child_setup(launcher, child_setup,
					      GINT_TO_POINTER(getpid()), NULL);
	g_subprocess_launcher_set_stdout_file_path(launcher, command->output);
	g_subprocess_launcher_set_stdin_file_path(launcher, "/dev/null");
	if (command->dir)
		g_subprocess_launcher_set_cwd(launcher, command->dir);
	if (command->config)
		g_subprocess_launcher_setenv(launcher, "KFERRY_CONFIG", command->config,
					     TRUE);
	child = g_subprocess_launcher_spawnv(launcher, argv, &cause);
	if (!child || !g_subprocess_wait(child, NULL, &cause)) {
		error_from(error, KF_ERROR_SYSTEM, g_steal_pointer(&cause));
		return -1;
	}
	if (g_subprocess_get_if_exited(child) &&
	    g_subprocess_get_exit_status(child) <= STATUS_SKIP)
		return g_subprocess_get_exit_status(child);
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
		    "'%s' %s %d, which is no answer; see %s", command->command,
		    g_subprocess_get_if_exited(child) ? "ended with status"
						      : "was ended by signal",
		    g_subprocess_get_if_exited(child)
			    ? g_subprocess_get_exit_status(child)
			    : g_subprocess_get_term_sig(child),
		    command->output);
	return -1;
}

/* The first report that is a bug. */
static const struct report *first_report(const GPtrArray *reports)
{
	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = g_ptr_array_index(reports, i);

		if (!report->notice)
			return report;
	}
	return NULL;
}

static gboolean judge_reports(const struct bisect_command *command, int status,
			      enum bisect_result *result, char **why, GError **error)
{
	g_autoptr(GMappedFile) file = NULL;
	g_autoptr(GError) cause = NULL;
	g_autoptr(GPtrArray) reports = NULL;
	const struct report *first;

	file = g_mapped_file_new(command->output, FALSE, &cause);
	if (!file)
		return error_from(error, KF_ERROR_SYSTEM, g_steal_pointer(&cause));
	reports = triage_scan(g_mapped_file_get_contents(file) ?: "",
			      g_mapped_file_get_length(file));
	first = first_report(reports);
	if (first) {
		*result = glob_matches_text(command->report, first->title)
				  ? BISECT_BAD
				  : BISECT_SKIP;
		*why = g_strdup(first->title);
	} else {
		*result = status ? BISECT_SKIP : BISECT_GOOD;
	}
	return TRUE;
}

gboolean bisect_command_run(const struct bisect_command *command,
			    enum bisect_result *result, char **why, GError **error)
{
	int status = run(command, error);

	*why = NULL;
	if (status < 0)
		return FALSE;
	if (status == STATUS_SKIP)
		*result = BISECT_SKIP;
	else if (command->report)
		return judge_reports(command, status, result, why, error);
	else
		*result = status ? BISECT_BAD : BISECT_GOOD;
	if (status && !*why)
		*why = g_strdup_printf("status %d", status);
	return TRUE;
}
