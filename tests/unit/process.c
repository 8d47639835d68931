/* SPDX-License-Identifier: GPL-2.0-or-later */
/* util/subprocess.c: output, failures, inherited locks. */
#include "util/subprocess.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/error.h"

static char *shell(const char *script, GError **error)
{
	const char *argv[] = {"sh", "-c", script, NULL};

	return subprocess_capture(argv, error);
}

static void test_output(void)
{
	g_autofree char *out = shell("echo one; echo two >&2; printf three", NULL);

	g_assert_cmpstr(out, ==, "one\ntwo\nthree");
}

static void test_failure(void)
{
	g_autoptr(GError) error = NULL;
	const char *missing[] = {"kferry-no-such-program", NULL};

	g_assert_null(shell("echo why; echo; exit 3", &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_SYSTEM);
	g_assert_cmpstr(error->message, ==, "sh: why");
	g_clear_error(&error);
	g_assert_null(shell("exit 3", &error));
	g_assert_nonnull(strstr(error->message, "exited with code 3"));
	g_clear_error(&error);
	g_assert_null(shell("kill -9 $$", &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_SYSTEM);
	g_clear_error(&error);
	g_assert_null(subprocess_capture(missing, &error));
	g_assert_nonnull(strstr(error->message, "cannot run kferry-no-such-program"));
}

static void add_line(const char *line, void *data)
{
	g_ptr_array_add(data, g_strdup(line));
}

static void test_lines(void)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	const char *argv[] = {"sh", "-c", "echo $KF_A$KF_B; printf 'x\\n\\nend'", NULL};
	const char *environ[] = {"KF_A=a=1", NULL};
	const char *unset[] = {"KF_B", NULL};
	struct subprocess process = {.argv = argv,
				     .environ = environ,
				     .unset = unset,
				     .line = add_line,
				     .data = lines};

	g_setenv("KF_B", "b", TRUE);
	g_assert_true(subprocess_run(&process, NULL, NULL));
	g_assert_cmpuint(lines->len, ==, 4);
	g_assert_cmpstr(lines->pdata[0], ==, "a=1");
	g_assert_cmpstr(lines->pdata[1], ==, "x");
	g_assert_cmpstr(lines->pdata[2], ==, "");
	g_assert_cmpstr(lines->pdata[3], ==, "end");
}

/* With line(), a failure is no error: its status is returned. */
static void test_show_lines(void)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	const char *argv[] = {"sh", "-c", "echo out; echo err >&2; exit 3", NULL};
	struct subprocess process = {.argv = argv, .line = add_line, .data = lines};
	int status;

	g_assert_true(subprocess_show(&process, FALSE, &status, NULL));
	g_assert_cmpint(status, ==, 3);
	g_assert_cmpint(lines->len, ==, 2);
	g_assert_cmpstr(lines->pdata[0], ==, "out");
	g_assert_cmpstr(lines->pdata[1], ==, "err");
	argv[2] = "kill -9 $$";
	g_assert_true(subprocess_show(&process, FALSE, &status, NULL));
	g_assert_cmpint(status, ==, 128 + SIGKILL);
}

/* The child holds the pipe longer than a test may take. */
static void test_daemon(void)
{
	g_autofree char *out = shell("sleep 1000 & echo $!; printf rest", NULL);
	int pid;

	g_assert_nonnull(out);
	pid = atoi(out);
	g_assert_nonnull(strstr(out, "\nrest"));
	g_assert_cmpint(pid, >, 1);
	/* It was not waited for, and still exists. */
	g_assert_cmpint(kill(pid, SIGKILL), ==, 0);
}

/* More output than a pipe holds. */
static void test_much(void)
{
	g_autofree char *out = shell("yes | head -c 1000000", NULL);

	g_assert_cmpuint(strlen(out), ==, 1000000);
}

/* The output is in the file; the limit kills the command and its children. */
static void test_status(void)
{
	const char *const argv[] = {"sh", "-c", "echo said; exit 3", NULL};
	const char *const brief[] = {"echo", "-", NULL};
	const char *const slow[] = {"sh", "-c", "sleep 1000 & echo $!; wait", NULL};
	struct subprocess process = {.argv = argv, .alone = TRUE};
	g_autoptr(GError) error = NULL;
	g_autofree char *path = NULL;
	g_autofree char *text = NULL, *pid = NULL, *left = NULL, *state = NULL;
	int fd = g_file_open_tmp("kferry-process-XXXXXX", &path, NULL), status = -1;

	g_assert_cmpint(fd, >=, 0);
	close(fd);
	g_assert_true(subprocess_status(&process, path, 0, &status, &error));
	g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 3);
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, "said\n");
	/* It replaces the longer output of an earlier run. */
	process.argv = brief;
	g_clear_pointer(&text, g_free);
	g_assert_true(subprocess_status(&process, path, 0, &status, &error));
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, "-\n");
	process.argv = slow;
	g_assert_false(subprocess_status(&process, path, 0.2, &status, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_SYSTEM);
	g_assert_nonnull(strstr(error->message, "did not end within"));
	/* The sleep is gone, or an unreaped zombie. */
	g_assert_true(g_file_get_contents(path, &pid, NULL, NULL));
	left = g_strdup_printf("/proc/%s/stat", g_strchomp(pid));
	for (int i = 0; i < 500 && g_file_get_contents(left, &state, NULL, NULL) &&
			!strstr(state, ") Z ");
	     i++) {
		g_clear_pointer(&state, g_free);
		g_usleep(10000);
	}
	g_assert_true(!state || strstr(state, ") Z "));
	g_unlink(path);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/process/output", test_output);
	g_test_add_func("/process/failure", test_failure);
	g_test_add_func("/process/lines", test_lines);
	g_test_add_func("/process/show-lines", test_show_lines);
	g_test_add_func("/process/daemon", test_daemon);
	g_test_add_func("/process/status", test_status);
	g_test_add_func("/process/much", test_much);
	return g_test_run();
}
