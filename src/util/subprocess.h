/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs other programs. A child dies with kferry (its parent death signal is SIGTERM, or
 * SIGKILL if "alone" is set) and has no standard input. kferry reads its stdout and
 * stderr together, in order. Only the program itself is waited for, not what it leaves
 * running in the background.
 */
#pragma once

#include <glib.h>

struct subprocess {
	const char *const *argv;    /* ended by NULL; argv[0] is searched in PATH */
	const char *dir;	    /* working directory; NULL: the caller's */
	const char *const *environ; /* NAME=VALUE to add, ended by NULL; may be NULL */
	const char *const *unset;   /* names to remove from the environment; may be
				     * NULL */
	int keep_fd;		    /* a lock_fd() that the child keeps open; else 0 */
	gboolean alone;		    /* start it with subprocess_setup_alone() */
	/* Called for every line of output, without newline; may be NULL. */
	void (*line)(const char *line, void *data);
	/* Called about five times a second while the child runs; may be NULL. */
	void (*tick)(void *data);
	void *data; /* passed to both */
};

/*
 * Runs the program. If @process has no line(), returns its output in *@output (which
 * may be NULL; the caller frees it). A program that is missing, or does not exit with
 * status 0, is KF_ERROR_SYSTEM with its name and the last line that it printed.
 */
gboolean subprocess_run(const struct subprocess *process, char **output,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Short form: runs @argv and returns its output, or NULL; the caller frees it. */
char *subprocess_capture(const char *const *argv, GError **error);

/*
 * Runs the program with our stdin, stdout and stderr, or, if @to_stderr, with our
 * stderr for both outputs; with line(), which gets both outputs, it has no stdin.
 * Ignores keep_fd. Returns TRUE and the exit status in *@status (128 plus the signal
 * that killed it), or FALSE if it could not be run.
 */
gboolean subprocess_show(const struct subprocess *process, gboolean to_stderr,
			 int *status, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether there is a program @name in PATH. */
gboolean subprocess_exists(const char *name);
/*
 * Runs the program without input, with all output in the file @output. After @seconds
 * (0: no limit), kills it and, if it is alone, its process group; this is
 * KF_ERROR_SYSTEM, as is a failure to run it. Otherwise returns TRUE and its status as
 * waitpid(2) has it in *@status. Ignores line(), tick() and keep_fd.
 */
gboolean subprocess_status(const struct subprocess *process, const char *output,
			   double seconds, int *status,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * A GSpawnChildSetupFunc for callers that handle the child's pipes themselves. The
 * child gets SIGKILL when the thread that started it ends (prctl(2), PR_SET_PDEATHSIG),
 * and leads its own process group, so that ^C on a terminal reaches only kferry.
 * @parent is kferry's pid by GINT_TO_POINTER: if kferry has already died, the child
 * exits at once.
 */
void subprocess_setup_alone(gpointer parent);
