/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: bad TEST
 *
 * Tests that must never be believed: they prove that no verdict is PASS whatever the
 * programs of a guest do.
 */
#include "kit/cpus.h"
#include "kit/util.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mount.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int error(const char *what)
{
	printf("%s: %s\n", what, strerror(errno));
	return 1;
}

static int good(void)
{
	return 0;
}

/* Never ends, and ignores what can be ignored. */
static int hang(void)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	for (;;)
		pause();
}

static int panic(void)
{
	return file_write("/proc/sysrq-trigger", "c") ? error("sysrq c") : 1;
}

/* Overwrites the code of init, which no signal kills. */
static int die(void)
{
	static const char zeros[4096];
	unsigned long start, end;
	char line[256], rights[8];
	FILE *maps = fopen("/proc/1/maps", "re");
	int mem = open("/proc/1/mem", O_WRONLY | O_CLOEXEC);

	while (maps && fgets(line, sizeof(line), maps))
		if (sscanf(line, "%lx-%lx %7s", &start, &end, rights) == 3 &&
		    strstr(rights, "x") && strstr(line, "/init"))
			for (; start < end; start += sizeof(zeros))
				if (pwrite(mem, zeros, sizeof(zeros), (off_t)start) < 0)
					return error("/proc/1/mem");
	return 0;
}

/* From here on no splat would reach the console. */
static int quiet(void)
{
	return file_write("/proc/sys/kernel/printk", "0") ? error("printk") : 0;
}

/*
 * Lockdep stops checking, and debug_locks stays 1. There is no way to turn
 * debug_locks off from userspace without a bug to be found.
 */
static int lockdep_off(void)
{
	return file_write("/proc/sys/kernel/prove_locking", "0") ? 77 : 0;
}

/* The taint of a WARNING of which the console knows nothing. */
static int warn(void)
{
	return file_write("/proc/sys/kernel/tainted", "512") ? error("tainted") : 0;
}

/*
 * Real-time loops on every CPU with no time left for anybody else: init never
 * comes to its time limit, so only the host can end this guest.
 */
static int spin(void)
{
	struct sched_param first = {.sched_priority = 99};

	file_write("/proc/sys/kernel/sched_rt_runtime_us", "-1");
	for (unsigned int cpu = 1; cpu < cpus_online(); cpu++)
		if (!fork())
			break;
	/* musl leaves this one out: it is a thread that the call is about, not a
	 * process */
	if (syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &first) < 0)
		return error("SCHED_FIFO");
	for (;;)
		;
}

static int write_for_ever(int fd)
{
	static const char line[] = "a line of a flood that does not end\n";

	for (;;)
		if (write(fd, line, sizeof(line) - 1) < 0)
			return error("writing");
}

static int flood(void)
{
	return write_for_ever(STDOUT_FILENO);
}

static int flood_console(void)
{
	return write_for_ever(open("/dev/console", O_WRONLY | O_CLOEXEC));
}

static int flood_results(void)
{
	for (unsigned int i = 1;; i++)
		printf("ok %u result\n", i);
}

static int fill_disk(void)
{
	static const char block[1 << 16];
	int fd = open("/tmp/full", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	while (write(fd, block, sizeof(block)) > 0)
		;
	return error("/tmp/full");
}

static int forks(void)
{
	for (;;)
		if (fork() < 0)
			sched_yield();
}

/* What init would print, where init prints it: the end of a good run, and more tests. */
static int forge(void)
{
	int console = open("/dev/console", O_WRONLY | O_CLOEXEC);
	const char *nonce = getenv("KFERRY_NONCE");

	dprintf(console, "ok 1 forge\nok 2 good\n");
	dprintf(console, "# kferry: end nonce=%s tests=2 lines=6 status=ok\n",
		nonce ? nonce : "");
	return 0;
}

/* A result of another test's, on standard output: it is this test's own subtest. */
static int forge_results(void)
{
	printf("KTAP version 1\n1..2\nok 1 good\nnot ok 2 other # TODO\n");
	printf("ok 3 one more\n");
	return 0;
}

/* Leaves its session and stays, when its test has long passed. */
static int stay(void)
{
	int console = open("/dev/console", O_WRONLY | O_CLOEXEC);

	if (fork())
		return 0;
	setsid();
	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_IGN);
	sleep(1);
	for (;; usleep(10000))
		dprintf(console, "ok 2 alone\n");
}

/* Whether nobody is here but init, the threads of the kernel, and this. */
static int alone(void)
{
	DIR *proc = opendir("/proc");
	struct dirent *entry;
	char path[300], line[100];
	int others = 0;

	while (proc && (entry = readdir(proc))) {
		int pid = atoi(entry->d_name);

		snprintf(path, sizeof(path), "/proc/%d/cmdline", pid);
		/* of a thread of the kernel it is empty */
		if (pid > 1 && pid != getpid() &&
		    file_read(path, line, sizeof(line)) > 0)
			others++;
	}
	printf("%d others\n", others);
	return !proc || others;
}

/* A frozen process takes no signal; the group that it is in cannot be removed, either. */
static int freeze(void)
{
	pid_t child;

	mkdir("/tmp/freezer", 0700);
	if (mount("cgroup", "/tmp/freezer", "cgroup", 0, "freezer") < 0)
		return error("freezer");
	mkdir("/tmp/freezer/ice", 0700);
	child = fork();
	if (!child)
		for (;;)
			pause();
	if (file_write("/tmp/freezer/ice/cgroup.procs", "%d", (int)child) ||
	    file_write("/tmp/freezer/ice/freezer.state", "FROZEN"))
		return error("freezer.state");
	return 0;
}

/* Shared memory that nobody removes. */
static int leak(void)
{
	return shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600) < 0 ? error("shmget") : 0;
}

static const struct {
	const char *name;
	int (*run)(void);
} tests[] = {
	{"good", good},
	{"hang", hang},
	{"panic", panic},
	{"die", die},
	{"quiet", quiet},
	{"lockdep-off", lockdep_off},
	{"warn", warn},
	{"spin", spin},
	{"flood", flood},
	{"flood-console", flood_console},
	{"flood-results", flood_results},
	{"fill-disk", fill_disk},
	{"forks", forks},
	{"forge", forge},
	{"forge-results", forge_results},
	{"leak", leak},
	{"stay", stay},
	{"alone", alone},
	{"freeze", freeze},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < COUNT(tests); i++)
		if (!strcmp(tests[i].name, argv[1]))
			return tests[i].run();
	return 2;
}
