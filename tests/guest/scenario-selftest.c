/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Guests that must never be believed: the host's own tests run them to prove
 * that its judge does not say PASS.
 */
#include "scenarios.h"

#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Never ends, and ignores what can be ignored. */
enum result selftest_hang(struct run *run)
{
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	for (;;)
		pause();
}

enum result selftest_panic(struct run *run)
{
	int error = file_write("/proc/sysrq-trigger", "c");

	return run_error(run, error, "sysrq c");
}

/* In init: the kernel panics, as "Attempted to kill init". */
enum result selftest_die(struct run *run)
{
	_exit(RESULT_OK);
}

/* From here on no splat would reach the console. */
enum result selftest_quiet(struct run *run)
{
	int error = file_write("/proc/sys/kernel/printk", "0");

	return error ? run_error(run, error, "printk") : RESULT_OK;
}

/*
 * Lockdep stops checking, and debug_locks stays 1. There is no way to turn
 * debug_locks off from userspace without a bug to be found.
 */
enum result selftest_lockdep_off(struct run *run)
{
	int error = file_write("/proc/sys/kernel/prove_locking", "0");

	if (error)
		return run_skip(run, "no /proc/sys/kernel/prove_locking");
	return RESULT_OK;
}

/* The taint of a WARNING of which the console knows nothing. */
enum result selftest_warn(struct run *run)
{
	int error = file_write("/proc/sys/kernel/tainted", "512");

	return error ? run_error(run, error, "tainted") : RESULT_OK;
}

/*
 * Real-time loops on every CPU with no time left for anybody else: init never
 * comes to its time limit, so only the host can end this guest.
 */
enum result selftest_spin(struct run *run)
{
	struct sched_param first = {.sched_priority = 99};

	file_write("/proc/sys/kernel/sched_rt_runtime_us", "-1");
	for (unsigned int cpu = 1; cpu < run->cpus; cpu++)
		if (!fork())
			break;
	/* musl leaves this one out: it is a thread that the call is about, not a
	 * process */
	if (syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &first) < 0)
		return run_fail(run, "no SCHED_FIFO");
	for (;;)
		;
}
