/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A task drops the last reference: a process forks in a group, so that stack and task
 * of the child are charged there, leaves it, and removes it while the child is a
 * zombie. Reaping the child frees the task in an RCU callback, in softirq, and with it
 * the last reference to the group.
 *
 *   delayed_put_task_struct -> free_task -> free_thread_info ->
 *       memcg_uncharge_kmem -> mem_cgroup_put            (3.8 to 3.10)
 *   delayed_put_task_struct -> cgroup_free -> put_css_set -> css_put
 *                                                        (5.10 and later)
 *
 * There is one fork for each group, at once: the slab caches of a group are created a
 * moment after its first allocation (from 3.8 on, for years), and if a task is in one
 * of them, the cache's worker puts the group, in process context.
 */
#include "scenarios.h"

#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	TURNS = 12,	  /* for each worker */
	OFFLINE_MS = 300, /* for workers and RCU after rmdir */
};

static int count_kmem(const struct group *group)
{
	group_count_kmem(group);
	return 0;
}

static int exit_at_once(void *data)
{
	syscall(SYS_exit, 0);
	return 0;
}

/* Leaves a child that has exited and was not waited for. */
static enum result fork_zombie(const struct run *run, void *data)
{
	pid_t *zombie = data;
	static char stack[16 << 10] __attribute__((aligned(16)));
	siginfo_t info;

	/* share as much as possible, so that little but the stack is charged */
	*zombie = clone(exit_at_once, stack + sizeof(stack),
			CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | SIGCHLD,
			NULL);
	if (*zombie < 0 || waitid(P_PID, (id_t)*zombie, &info, WEXITED | WNOWAIT) < 0)
		return run_fail(run, "no zombie");
	return RESULT_OK;
}

/* Every third zombie is reaped while the kernel is removing its group, the others when
 * nothing else can hold the groups. */
static enum result worker(struct run *run, unsigned int index)
{
	enum result result = RESULT_OK;
	pid_t zombie, kept[TURNS];
	unsigned int count = 0;

	for (unsigned int i = 0; result == RESULT_OK && run_turn(run, i, TURNS); i++) {
		result = run_outlive(run, index, i, count_kmem, fork_zombie, &zombie);
		if (i % 3 && count < TURNS)
			kept[count++] = zombie;
		else
			run_wait(zombie);
	}
	sleep_ms(OFFLINE_MS);
	while (count)
		run_wait(kept[--count]);
	return result;
}

enum result scenario_exit(struct run *run)
{
	return run_workers(run, 2 * run->cpus, worker);
}
