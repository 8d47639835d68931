/*
 * The last reference goes with a task: a process forks while it is in a group,
 * so that the child's stack and task are charged there, leaves it, and removes
 * it while the child is a zombie. Reaping the child frees the task from an RCU
 * callback, in softirq, and with it the last thing that held the group.
 */
#include "scenarios.h"

#include <sys/wait.h>
#include <unistd.h>

enum { TURNS = 12 };

/* A child that has exited and that nobody has waited for; or -1. */
static pid_t fork_zombie(void)
{
	siginfo_t info;
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	if (pid > 0 && waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT) < 0)
		return -1;
	return pid;
}

static enum result turn(struct run *run, unsigned int worker, unsigned int number)
{
	struct group group, root = cgroup_root();
	pid_t zombie;
	int error;

	error = group_create(&group, &run->base, false, "w%u-%u", worker, number);
	if (error)
		return run_error(run, error, "mkdir");
	/*
	 * 3.8 to 4.4 count kernel memory in groups that had a limit for it before
	 * the first process came; later ones count always and do not know the file.
	 */
	group_count_kmem(&group);
	error = group_enter(&group);
	if (error)
		return run_error(run, error, "entering a group");
	zombie = fork_zombie();
	error = group_enter(&root);
	if (error || zombie < 0)
		return run_fail(run, "fork or leaving a group");
	error = group_remove(&group);
	run_wait(zombie);
	return error ? run_error(run, error, "rmdir") : RESULT_OK;
}

static enum result worker(struct run *run, unsigned int index)
{
	unsigned int turns = run_work(run, TURNS);
	enum result result = RESULT_OK;

	for (unsigned int i = 0; i < turns && result == RESULT_OK; i++)
		result = turn(run, index, i);
	return result;
}

enum result scenario_exit(struct run *run)
{
	unsigned int workers = 2 * run->cpus;

	run_note(run, "tasks=%u", workers * run_work(run, TURNS));
	return run_workers(run, workers, worker);
}
