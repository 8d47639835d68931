/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Functions for scenarios; main.c reads the report pipe. */
#include "scenario.h"

#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

bool run_turn(const struct run *run, unsigned int number, unsigned int planned)
{
	uint64_t work = (uint64_t)planned * run->load / 100;

	if (number && (number >= work || clock_ms() > run->until))
		return false;
	__atomic_add_fetch(run->turns, 1, __ATOMIC_RELAXED);
	return true;
}

/* Uses one write(2) of less than PIPE_BUF, so reports of workers do not mix. */
static void report(const struct run *run, char kind, const char *format, va_list args)
{
	char text[256];
	int length;

	text[0] = kind;
	length = vsnprintf(text + 1, sizeof(text) - 2, format, args) + 1;
	if (length > (int)sizeof(text) - 2)
		length = sizeof(text) - 2;
	text[length++] = '\n';
	/* init has exited */
	if (write(run->report, text, (size_t)length) < 0)
		_exit(RESULT_FAIL);
}

void run_note(const struct run *run, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(run, 'n', format, args);
	va_end(args);
}

enum result run_skip(const struct run *run, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(run, 'r', format, args);
	va_end(args);
	return RESULT_SKIP;
}

enum result run_fail(const struct run *run, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(run, 'r', format, args);
	va_end(args);
	return RESULT_FAIL;
}

enum result run_error(const struct run *run, int error, const char *what)
{
	return run_fail(run, "%s: %s", what, strerror(-error));
}

static void bind_to_cpu(unsigned int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	/* if the CPU is offline, the worker runs anywhere */
	sched_setaffinity(0, sizeof(set), &set);
}

enum result run_workers(const struct run *run, unsigned int count,
			enum result (*work)(struct run *run, unsigned int index))
{
	enum result result = RESULT_OK;
	unsigned int started = 0;

	for (unsigned int i = 0; i < count; i++) {
		struct run own = *run;
		pid_t pid = fork();

		if (pid < 0) {
			result = run_error(run, -errno, "fork");
			break;
		}
		if (!pid) {
			own.rng = rng_for(run->seed, run->name, i + 1);
			bind_to_cpu(i % run->cpus);
			_exit(work(&own, i));
		}
		started++;
	}
	while (started--) {
		int status;

		if (wait(&status) < 0 || !WIFEXITED(status) || WEXITSTATUS(status))
			result = RESULT_FAIL;
	}
	return result;
}

pid_t run_in_group(const struct run *run, const struct group *group,
		   int (*work)(const struct run *run, void *data), void *data)
{
	pid_t pid = fork();
	int error;

	if (pid < 0)
		run_error(run, -errno, "fork");
	if (pid)
		return pid;
	error = group_enter(group);
	if (error)
		_exit(run_error(run, error, "entering a group"));
	_exit(work(run, data));
}

int run_wait(pid_t child)
{
	int status;

	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return status;
}

enum result run_outlive(const struct run *run, unsigned int worker, unsigned int number,
			int (*setup)(const struct group *group),
			enum result (*make)(const struct run *run, void *data),
			void *data)
{
	struct group group, root = cgroup_root();
	enum result result;
	int error;

	error = group_create(&group, &run->base, false, "w%u-%u", worker, number);
	if (!error && setup)
		error = setup(&group);
	if (!error)
		error = group_enter(&group);
	if (error)
		return run_error(run, error, "making a group");
	result = make(run, data);
	error = group_enter(&root);
	if (!error)
		error = group_remove(&group);
	if (error && result == RESULT_OK)
		return run_error(run, error, "removing a group");
	return result;
}
