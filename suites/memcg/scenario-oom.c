/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The OOM killer in a group: the exit of the killed task frees its memory and drops its
 * last reference while the group is being removed.
 */
#include "scenarios.h"

#include <signal.h>
#include <sys/wait.h>

enum {
	TURNS = 2,
	LIMIT_BYTES = 4 << 20,
	GREED_BYTES = 32 << 20,
};

static int eat(const struct run *run, void *data)
{
	pages_touch(GREED_BYTES);
	return run_fail(run, "memory beyond the limit was had");
}

static enum result turn(struct run *run, unsigned int number)
{
	struct group parent, child;
	int error, status;
	pid_t pid;

	error = group_create(&parent, &run->base, true, "p%u", number);
	if (!error)
		error = group_limit(&parent, LIMIT_BYTES);
	if (!error)
		error = group_create(&child, &parent, false, "child");
	if (error)
		return run_error(run, error, "making a limited group");
	pid = run_in_group(run, &child, eat, NULL);
	if (pid < 0)
		return RESULT_FAIL;
	status = run_wait(pid);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		return run_fail(run, "a process over the limit ended with %d", status);
	error = group_remove(&child);
	if (!error)
		error = group_remove(&parent);
	return error ? run_error(run, error, "rmdir") : RESULT_OK;
}

enum result scenario_oom(struct run *run)
{
	enum result result = RESULT_OK;

	/* the list of tasks is useless here, and the console is slow */
	file_write("/proc/sys/vm/oom_dump_tasks", "0");
	for (unsigned int i = 0; result == RESULT_OK && run_turn(run, i, TURNS); i++)
		result = turn(run, i);
	return result;
}
