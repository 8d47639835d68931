/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "repro.h"

#include "kit/cpus.h"
#include "kit/net.h"
#include "kit/util.h"
#include "state.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Counters of all workers. */
struct tally {
	unsigned int tries;
	unsigned int timeouts;
	unsigned int signals; /* number of tries that a signal ended */
	unsigned int absent;  /* number of tries for which the program could not be
			       * run */
};

enum { LOOK_MS = 200, NOT_RUN = 126 };

static void count(unsigned int *number)
{
	__atomic_add_fetch(number, 1, __ATOMIC_RELAXED);
}

/* Creates namespaces one by one: a kernel may support only some. */
static bool isolate(void)
{
	static const int kinds[] = {CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWNET};

	unshare(CLONE_NEWNS);
	mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (!unshare(kinds[i]) && kinds[i] == CLONE_NEWNET)
			net_loopback_up();
	return !unshare(CLONE_NEWPID);
}

static void __attribute__((noreturn)) become(char **argv)
{
	char dir[] = "/tmp/try-XXXXXX";

	if (mkdtemp(dir) && chdir(dir) < 0)
		_exit(NOT_RUN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execvp(argv[0], argv);
	_exit(NOT_RUN);
}

/*
 * The first process of a try. In a process namespace, its child is process 1, whose end
 * kills all others. That child runs the program in a child of its own, because process
 * 1 ignores many signals.
 */
static void __attribute__((noreturn)) try_process(char **argv)
{
	int status = 0;
	pid_t pid;

	setsid();
	if (isolate()) {
		pid = fork();
		if (pid) {
			if (pid < 0 || waitpid(pid, &status, 0) < 0)
				_exit(NOT_RUN);
			_exit(WIFEXITED(status) ? WEXITSTATUS(status)
						: 128 + WTERMSIG(status));
		}
		mount("proc", "/proc", "proc", 0, NULL);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		pid = fork();
		if (!pid)
			become(argv);
		while (wait(&status) != pid)
			if (errno == ECHILD)
				_exit(NOT_RUN);
		_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
	}
	become(argv);
}

/* Returns the parent of process @pid, or 0. */
static pid_t parent_of(const char *pid)
{
	char path[300], text[512], *name;
	int parent = 0;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	if (file_read(path, text, sizeof(text)) < 0)
		return 0;
	/* the name of a process may contain anything */
	name = strrchr(text, ')');
	if (!name || sscanf(name, ") %*c %d", &parent) != 1)
		return 0;
	return parent;
}

/* Kills the children of this process, which adopts orphans. */
static void kill_children(void)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;

	while (dir && (entry = readdir(dir)))
		if (isdigit((unsigned char)entry->d_name[0]) &&
		    parent_of(entry->d_name) == getpid())
			kill(atoi(entry->d_name), SIGKILL);
	if (dir)
		closedir(dir);
}

/* Ends a try: kills its process group, then processes that left it. */
static void end_try(pid_t group)
{
	kill(-group, SIGKILL);
	while (waitpid(-1, NULL, WNOHANG) >= 0) {
		kill_children();
		sleep_ms(1);
	}
}

/* Returns the exit status of the try's first process, or -1 after a timeout. */
static int wait_for(pid_t pid, long end)
{
	int status;

	while (waitpid(pid, &status, WNOHANG) != pid) {
		if (clock_ms() >= end)
			return -1;
		sleep_ms(2);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void try_once(char **argv, long end, struct tally *tally)
{
	pid_t pid = fork();
	int status;

	if (pid < 0) {
		sleep_ms(10);
		return;
	}
	if (!pid)
		try_process(argv);
	status = wait_for(pid, end);
	end_try(pid);
	count(&tally->tries);
	if (status < 0)
		count(&tally->timeouts);
	else if (status == NOT_RUN)
		count(&tally->absent);
	else if (status > 128)
		count(&tally->signals);
}

static void __attribute__((noreturn))
work(char **argv, unsigned int cpu, long end, unsigned int try_seconds,
     struct tally *tally)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	while (clock_ms() < end) {
		long until = clock_ms() + 1000L * try_seconds;

		try_once(argv, until < end ? until : end, tally);
	}
	_exit(0);
}

static int report(const struct tally *tally, bool splatted)
{
	printf("# note: tries=%u timeouts=%u signals=%u\n", tally->tries,
	       tally->timeouts, tally->signals);
	if (splatted) {
		printf("the kernel complained\n");
		return 1;
	}
	if (!tally->tries || tally->absent == tally->tries) {
		printf("no try could be made\n");
		return 1;
	}
	return 0;
}

int repro_run(char **argv, unsigned int seconds, unsigned int try_seconds)
{
	long end = clock_ms() + 1000L * seconds;
	bool splatted = false;
	struct tally *tally = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (tally == MAP_FAILED)
		return 1;
	for (unsigned int cpu = 0; cpu < cpus_online(); cpu++)
		if (!fork())
			work(argv, cpu, end, try_seconds, tally);
	while (clock_ms() < end && !splatted) {
		sleep_ms(LOOK_MS);
		splatted = state_splatted();
	}
	/* wait for workers that are still ending their last try */
	for (long last = clock_ms() + 1000; !splatted && clock_ms() < last;)
		if (waitpid(-1, NULL, WNOHANG) < 0)
			break;
		else
			sleep_ms(10);
	splatted |= state_splatted();
	return report(tally, splatted);
}
