/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/subprocess.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "util/error.h"

#define TICK_MS 200

/* The state of a running child: output that was read but not yet passed on. */
struct capture {
	const struct subprocess *process;
	GString *output; /* all of it or, with line(), an incomplete line */
	gsize taken;	 /* number of bytes so far */
	char *last;	 /* last non-empty line, for the error message */
};

/* These run between fork and exec: only async-signal-safe calls. */
static void die_with_parent(gpointer parent)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != GPOINTER_TO_INT(parent))
		_exit(127);
}

void subprocess_setup_alone(gpointer parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != GPOINTER_TO_INT(parent))
		_exit(127);
	setpgid(0, 0);
}

static GSubprocessLauncher *launcher_of(const struct subprocess *process,
					GSubprocessFlags flags)
{
	GSubprocessLauncher *launcher = g_subprocess_launcher_new(flags);

	g_subprocess_launcher_set_child_setup(
		launcher, process->alone ? subprocess_setup_alone : die_with_parent,
		GINT_TO_POINTER(getpid()), NULL);
	if (process->dir)
		g_subprocess_launcher_set_cwd(launcher, process->dir);
	for (const char *const *e = process->environ; e && *e; e++) {
		g_autofree char *name = g_strndup(*e, strcspn(*e, "="));

		g_subprocess_launcher_setenv(launcher, name, *e + strlen(name) + 1,
					     TRUE);
	}
	for (const char *const *e = process->unset; e && *e; e++)
		g_subprocess_launcher_unsetenv(launcher, *e);
	if (process->keep_fd)
		g_subprocess_launcher_take_fd(launcher, dup(process->keep_fd),
					      process->keep_fd);
	return launcher;
}

static GSubprocess *start(GSubprocessLauncher *launcher,
			  const struct subprocess *process, GError **error)
{
	g_autoptr(GError) cause = NULL;
	GSubprocess *child =
		g_subprocess_launcher_spawnv(launcher, process->argv, &cause);

	if (!child)
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "cannot run %s: %s",
			    process->argv[0], cause->message);
	return child;
}

static void take_line(struct capture *run, const char *line)
{
	if (*line) {
		g_free(run->last);
		run->last = g_strdup(line);
	}
	if (run->process->line)
		run->process->line(line, run->process->data);
}

static void take_bytes(struct capture *run, const char *bytes, gsize length,
		       gsize *seen)
{
	char *end;

	g_string_append_len(run->output, bytes, length);
	while ((end = memchr(run->output->str + *seen, '\n',
			     run->output->len - *seen))) {
		g_autofree char *line = g_strndup(run->output->str + *seen,
						  end - run->output->str - *seen);

		take_line(run, line);
		*seen = end + 1 - run->output->str;
		if (run->process->line) {
			g_string_erase(run->output, 0, *seen);
			*seen = 0;
		}
	}
}

/* Reads up to @most bytes that are available in @fd. FALSE at its end. */
static gboolean take_some(struct capture *run, int fd, gsize most, gsize *seen)
{
	char bytes[1 << 14];
	ssize_t got = read(fd, bytes, MIN(most, sizeof(bytes)));

	if (got < 0)
		return errno == EINTR || errno == EAGAIN;
	take_bytes(run, bytes, got, seen);
	run->taken += got;
	return got > 0;
}

/* The child has ended, but programs that it left in the background may keep the pipe
 * open. Reads only what the pipe contains now. */
static void take_rest(struct capture *run, int fd, gsize *seen)
{
	int left = 0;

	if (ioctl(fd, FIONREAD, &left) < 0)
		return;
	while (left > 0) {
		gsize had = run->taken;

		if (!take_some(run, fd, left, seen))
			return;
		left -= run->taken - had;
	}
}

/* Reads until the child's pipe is closed or the child has ended. */
static void read_all(struct capture *run, GSubprocess *child)
{
	GInputStream *pipe = g_subprocess_get_stdout_pipe(child);
	int fd = g_unix_input_stream_get_fd(G_UNIX_INPUT_STREAM(pipe));
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	gint64 ticked = g_get_monotonic_time();
	gboolean more = TRUE;
	gsize seen = 0;

	run->output = g_string_new(NULL);
	while (more) {
		/* Checked before reading the pipe: then it contains everything that the
		 * child wrote. */
		gboolean gone = !g_subprocess_get_identifier(child);

		if (run->process->tick &&
		    g_get_monotonic_time() - ticked >= TICK_MS * 1000) {
			run->process->tick(run->process->data);
			ticked = g_get_monotonic_time();
		}
		if (gone) {
			take_rest(run, fd, &seen);
			break;
		}
		if (poll(&wait, 1, TICK_MS) > 0)
			more = take_some(run, fd, G_MAXSSIZE, &seen);
	}
	if (run->output->len > seen) {
		g_autofree char *rest = g_strdup(run->output->str + seen);

		take_line(run, rest);
	}
}

gboolean subprocess_run(const struct subprocess *process, char **output, GError **error)
{
	struct capture run = {.process = process};
	g_autoptr(GSubprocessLauncher) launcher =
		launcher_of(process, G_SUBPROCESS_FLAGS_STDOUT_PIPE |
					     G_SUBPROCESS_FLAGS_STDERR_MERGE);
	g_autoptr(GSubprocess) child = start(launcher, process, error);
	g_autoptr(GError) cause = NULL;
	gboolean ok;

	if (!child)
		return FALSE;
	read_all(&run, child);
	ok = g_subprocess_wait_check(child, NULL, &cause);
	if (!ok)
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s",
			    process->argv[0], run.last ? run.last : cause->message);
	if (ok && output)
		*output = g_string_free(run.output, FALSE);
	else
		g_string_free(run.output, TRUE);
	g_free(run.last);
	return ok;
}

char *subprocess_capture(const char *const *argv, GError **error)
{
	struct subprocess process = {.argv = argv};
	char *output = NULL;

	return subprocess_run(&process, &output, error) ? output : NULL;
}

gboolean subprocess_show(const struct subprocess *process, gboolean to_stderr,
			 int *status, GError **error)
{
	struct capture run = {.process = process};
	g_autoptr(GSubprocessLauncher) launcher = launcher_of(
		process, process->line ? G_SUBPROCESS_FLAGS_STDOUT_PIPE |
						 G_SUBPROCESS_FLAGS_STDERR_MERGE
				       : G_SUBPROCESS_FLAGS_STDIN_INHERIT);
	g_autoptr(GSubprocess) child = NULL;

	if (to_stderr && !process->line)
		g_subprocess_launcher_take_stdout_fd(launcher, dup(STDERR_FILENO));
	child = start(launcher, process, error);
	if (!child)
		return FALSE;
	if (process->line) {
		read_all(&run, child);
		g_string_free(run.output, TRUE);
		g_free(run.last);
	}
	g_subprocess_wait(child, NULL, NULL);
	*status = g_subprocess_get_if_exited(child)
			  ? g_subprocess_get_exit_status(child)
			  : 128 + g_subprocess_get_term_sig(child);
	return TRUE;
}

/* Waits. FALSE if the child was killed after @seconds. */
static gboolean wait_for(GSubprocess *child, double seconds, gboolean alone)
{
	gint64 until = g_get_monotonic_time() + seconds * G_USEC_PER_SEC;
	const char *pid;

	while (seconds > 0 && (pid = g_subprocess_get_identifier(child))) {
		if (g_get_monotonic_time() > until) {
			if (alone)
				kill(-atoi(pid), SIGKILL);
			g_subprocess_force_exit(child);
			g_subprocess_wait(child, NULL, NULL);
			return FALSE;
		}
		g_usleep(10000);
	}
	g_subprocess_wait(child, NULL, NULL);
	return TRUE;
}

gboolean subprocess_status(const struct subprocess *process, const char *output,
			   double seconds, int *status, GError **error)
{
	g_autoptr(GSubprocessLauncher) launcher =
		launcher_of(process, G_SUBPROCESS_FLAGS_STDERR_MERGE);
	g_autoptr(GSubprocess) child = NULL;
	int fd;

	/* GLib's set_stdout_file_path() does not truncate */
	fd = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", output,
			    g_strerror(errno));
		return FALSE;
	}
	g_subprocess_launcher_set_stdin_file_path(launcher, "/dev/null");
	g_subprocess_launcher_take_stdout_fd(launcher, fd);
	child = start(launcher, process, error);
	if (!child)
		return FALSE;
	if (!wait_for(child, seconds, process->alone)) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
			    "%s did not end within %g s", process->argv[0], seconds);
		return FALSE;
	}
	*status = g_subprocess_get_status(child);
	return TRUE;
}

gboolean subprocess_exists(const char *name)
{
	g_autofree char *path = g_find_program_in_path(name);

	return path != NULL;
}
