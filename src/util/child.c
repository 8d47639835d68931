/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/child.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/error.h"

void child_setup(gpointer data)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != GPOINTER_TO_INT(data))
		_exit(127);
	setpgid(0, 0);
}

/* Returns FALSE when @seconds went by before @pid ended. */
static gboolean wait_for(GPid pid, double seconds, int *status)
{
	gint64 until = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;

	while (waitpid(pid, status, WNOHANG) == 0) {
		if (g_get_monotonic_time() > until)
			return FALSE;
		g_usleep(10000);
	}
	return TRUE;
}

int child_run_for(char **argv, double seconds, GError **error)
{
	g_autoptr(GError) cause = NULL;
	GPid pid;
	int status = -1;

	if (!g_spawn_async(NULL, argv, NULL,
			   G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
				   G_SPAWN_STDOUT_TO_DEV_NULL |
				   G_SPAWN_STDERR_TO_DEV_NULL,
			   child_setup, GINT_TO_POINTER(getpid()), &pid, &cause)) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "cannot run %s: %s",
			    argv[0], cause->message);
		return -1;
	}
	if (wait_for(pid, seconds, &status))
		return status;
	kill(-pid, SIGKILL);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s did not end within %g s",
		    argv[0], seconds);
	return -1;
}
