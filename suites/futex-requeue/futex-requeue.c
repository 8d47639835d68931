/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * FUTEX_CMP_REQUEUE_PI moves a sleeping task to a lock with priority inheritance. If
 * this would be a deadlock, it is refused, and the task must be removed from the lock
 * again: the sleeping one, not the caller. A kernel that checks its rt_mutexes
 * complains when it frees a task that it still considers blocked.
 */
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_membarrier
#define SYS_membarrier 324
#endif

enum { GRACE_PERIODS = 3 };

/* Shared by all processes: a futex to sleep on, and two locks. */
static struct {
	unsigned int condition, first, second;
} * shared;

static int number;

static int test(const char *name, int ok, const char *why)
{
	printf("%sok %d %s%s%s\n", ok ? "" : "not ", ++number, name, ok ? "" : " # ",
	       ok ? "" : why);
	return !ok;
}

/* As a C library does if nobody waits. */
static void lock_free_one(unsigned int *lock)
{
	__atomic_store_n(lock, getpid(), __ATOMIC_SEQ_CST);
}

static int lock(unsigned int *lock)
{
	return syscall(SYS_futex, lock, FUTEX_LOCK_PI, 0, NULL);
}

static int unlock(unsigned int *lock)
{
	return syscall(SYS_futex, lock, FUTEX_UNLOCK_PI);
}

/* Sleeps until another process moves it to @lock, and it owns that. */
static int sleep_for(unsigned int *lock)
{
	return syscall(SYS_futex, &shared->condition, FUTEX_WAIT_REQUEUE_PI, 0, NULL,
		       lock);
}

/* Moves all sleepers to @lock. Returns the error, or 0. */
static int requeue(unsigned int *lock)
{
	return syscall(SYS_futex, &shared->condition, FUTEX_CMP_REQUEUE_PI, 1,
		       (unsigned long)INT_MAX, lock, 0) < 0
		       ? errno
		       : 0;
}

static char state_of(pid_t pid)
{
	char path[32], state = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	file = fopen(path, "r");
	if (!file)
		return 0;
	if (fscanf(file, "%*d (%*[^)]) %c", &state) != 1)
		state = 0;
	fclose(file);
	return state;
}

/*
 * Runs @body in a process, and waits until that sleeps, which it only does in a futex.
 */
static pid_t start(int (*body)(void))
{
	pid_t pid = fork();

	if (!pid)
		_exit(body());
	while (pid > 0 && state_of(pid) != 'S')
		usleep(1000);
	return pid;
}

static int has_first_and_sleeps_for_second(void)
{
	lock_free_one(&shared->first);
	return sleep_for(&shared->second) < 0;
}

static int has_second_and_waits_for_first(void)
{
	lock_free_one(&shared->second);
	return lock(&shared->first) < 0 || unlock(&shared->first) < 0 ||
	       unlock(&shared->second) < 0;
}

static int has_second_and_sleeps_for_second(void)
{
	lock_free_one(&shared->second);
	return sleep_for(&shared->second) < 0;
}

static int sleeps_for_second(void)
{
	return sleep_for(&shared->second) < 0 || unlock(&shared->second) < 0;
}

/* Ends the @sleeper; @other must then get its lock. */
static int test_end(const char *name, pid_t sleeper, pid_t other)
{
	int status;

	kill(sleeper, SIGKILL);
	waitpid(sleeper, &status, 0);
	waitpid(other, &status, 0);
	memset(shared, 0, sizeof(*shared));
	return test(name, !status, "did not get the lock");
}

static int test_cycle(void)
{
	pid_t sleeper = start(has_first_and_sleeps_for_second);
	pid_t owner = start(has_second_and_waits_for_first);
	int failed = test("cycle-of-two", requeue(&shared->second) == EDEADLK,
			  "not refused");

	return failed + test_end("owner-after-cycle", sleeper, owner);
}

/* Moves the first sleeper to a lock that the second one owns. */
static int test_own_lock(void)
{
	pid_t sleeper = start(sleeps_for_second);
	pid_t owner = start(has_second_and_sleeps_for_second);
	int failed =
		test("own-lock", requeue(&shared->second) == EDEADLK, "not refused");

	return failed + test_end("sleeper-after-own-lock", owner, sleeper);
}

int main(void)
{
	int failed = 0;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED)
		return perror("mmap"), 1;
	/* the list of results must be written once, not by each child */
	setvbuf(stdout, NULL, _IONBF, 0);
	printf("1..4\n");
	failed += test_cycle();
	failed += test_own_lock();
	/* tasks are freed, and checked, after a grace period of RCU */
	for (int i = 0; i < GRACE_PERIODS; i++)
		syscall(SYS_membarrier, 1, 0);
	usleep(200000);
	return failed != 0;
}
