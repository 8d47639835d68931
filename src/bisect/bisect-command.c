/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bisect/bisect-command.h"

#include <sys/wait.h>

#include "console/triage.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/glob.h"
#include "util/subprocess.h"

#define STATUS_SKIP 125

/* Returns its exit status, or -1. */
static int run(const struct bisect_command *command, GError **error)
{
	g_autofree char *config =
		command->config ? g_strconcat("KFERRY_CONFIG=", command->config, NULL)
				: NULL;
	const char *const argv[] = {"sh", "-c", command->command, NULL};
	const char *const environ[] = {config, NULL};
	const struct subprocess process = {
		.argv = argv, .dir = command->dir, .environ = environ, .alone = TRUE};
	int status;

	if (!subprocess_status(&process, command->output, 0, &status, error))
		return -1;
	if (WIFEXITED(status) && WEXITSTATUS(status) <= STATUS_SKIP)
		return WEXITSTATUS(status);
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
		    "'%s' %s %d, which is not a valid result; see %s", command->command,
		    WIFEXITED(status) ? "ended with status" : "was ended by signal",
		    WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status),
		    command->output);
	return -1;
}

/* Returns the first report that is a bug. */
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
