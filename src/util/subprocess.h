/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Running other programs to their end. A child dies with kferry (its parent
 * death signal is SIGTERM, or SIGKILL if it is alone), reads nothing from the terminal,
 * and its output is read here, stdout and stderr together, in the order in which it
 * came. It ends when the program does: what that leaves running in the background is not
 * waited for.
 */
#pragma once

#include <glib.h>

struct subprocess {
	const char *const *argv;    /* ended by NULL; argv[0] found by PATH */
	const char *dir;	    /* working directory; NULL: the caller's */
	const char *const *environ; /* NAME=VALUE to add, ended by NULL; or NULL */
	const char *const *unset;   /* names to take away from it; or NULL */
	int keep_fd;		    /* a lock_fd() that the child holds too; else 0 */
	gboolean alone;		    /* as subprocess_setup_alone() has it */
	/* Called with every line of output, without its end; may be NULL. */
	void (*line)(const char *line, void *data);
	/* Called about five times a second while the child runs; may be NULL. */
	void (*tick)(void *data);
	void *data; /* for both */
};

/*
 * Runs the program. Where @process has no line(), what it printed is returned in
 * *@output (may be NULL; the caller frees it). A program that is missing or
 * ends otherwise than by exit status 0 is KF_ERROR_SYSTEM with its name and
 * the last thing it printed.
 */
gboolean subprocess_run(const struct subprocess *process, char **output,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Short form: runs argv alone and returns its output, to be freed, or NULL. */
char *subprocess_capture(const char *const *argv, GError **error);

/*
 * Runs the program with our own input and output, or, if @to_stderr, with our stderr for
 * both: line(), tick() and keep_fd are not looked at. TRUE and its exit status in *@status
 * (128 and the number of the signal that ended it); FALSE if it could not be run.
 */
gboolean subprocess_show(const struct subprocess *process, gboolean to_stderr,
			 int *status, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether a program of that name is in PATH. */
gboolean subprocess_exists(const char *name);
/*
 * Runs the program without input, what it prints in the file @output alone, for at most
 * @seconds (0: without limit); then it and, if it is alone, its process group are killed,
 * which is an error (KF_ERROR_SYSTEM), as it is that it could not be run. Returns TRUE and
 * its status as of waitpid(2) in *@status. line(), tick() and keep_fd are not looked at.
 */
gboolean subprocess_status(const struct subprocess *process, const char *output,
			   double seconds, int *status,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * A GSpawnChildSetupFunc, for children whose pipes the caller minds himself: the child
 * gets SIGKILL when the thread that started it ends (prctl(2), PR_SET_PDEATHSIG), and
 * leads a process group of its own so that a terminal's ^C reaches kferry alone. @parent
 * is its pid by GINT_TO_POINTER: a parent that died in between ends the child at once.
 */
void subprocess_setup_alone(gpointer parent);
