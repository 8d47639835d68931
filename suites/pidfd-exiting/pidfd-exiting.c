/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What pidfd_getfd(2) returns for an exiting process: that it is gone (ESRCH), not that
 * it lacks the descriptor (EBADF), nor that one lacks permission (EPERM).
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif

#define NOBODY 65534

static int number;

/* Returns 0 or the error of a call. */
static int getfd(int pidfd, int fd)
{
	int got = syscall(SYS_pidfd_getfd, pidfd, fd, 0);

	if (got < 0)
		return errno;
	close(got);
	return 0;
}

/* The same by an unprivileged process. */
static int getfd_as_nobody(int pidfd, int fd)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(setuid(NOBODY) < 0 ? 255 : getfd(pidfd, fd));
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

static int test(const char *name, int got, int wanted)
{
	int bad = got != wanted;

	printf("%sok %d %s%s%s\n", bad ? "not " : "", ++number, name, bad ? " # " : "",
	       !bad  ? ""
	       : got ? strerror(got)
		     : "got it");
	return bad;
}

/* Starts a child that waits, or, if @exits, becomes a zombie; *@pidfd refers to it. */
static pid_t start(int exits, int *pidfd)
{
	pid_t pid = fork();
	siginfo_t info;

	if (!pid) {
		if (!exits)
			pause();
		_exit(0);
	}
	*pidfd = syscall(SYS_pidfd_open, pid, 0);
	if (exits)
		waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
	return pid;
}

int main(void)
{
	int running, zombie, failed = 0;
	pid_t first = start(0, &running), second = start(1, &zombie);

	if (running < 0 || zombie < 0)
		return perror("pidfd_open"), 1;
	/* the list of results must be written once, not by each child */
	setvbuf(stdout, NULL, _IONBF, 0);
	printf("1..4\n");
	failed += test("running", getfd(running, STDOUT_FILENO), 0);
	failed += test("running-without-it", getfd(running, 99), EBADF);
	failed += test("exiting", getfd(zombie, STDOUT_FILENO), ESRCH);
	failed += test("exiting-of-another-user",
		       getfd_as_nobody(zombie, STDOUT_FILENO), EPERM);
	kill(first, SIGKILL);
	waitpid(first, NULL, 0);
	waitpid(second, NULL, 0);
	return failed != 0;
}
