/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "supervise.h"

#include "drain.h"
#include "lines.h"
#include "machine.h"
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* For the turns of a scenario, whatever the machine (see run_turn()). */
#define TURNS_MS 2000

/* Limits in milliseconds, before kferry.scale. */
#define HIERARCHY_MS 5000
#define KILL_MS	     3000
/* An OOM reaper's two seconds, and then some; shorter than the host's patience with
 * a silent console. */
#define DRAIN_MS 3000

/* The first reason is the cause; later ones are often its consequences. */
static void __attribute__((format(printf, 3, 4)))
conclude(struct outcome *outcome, enum result result, const char *format, ...)
{
	va_list args;

	if (outcome->result == RESULT_FAIL && outcome->reason[0])
		return;
	outcome->result = result;
	va_start(args, format);
	vsnprintf(outcome->reason, sizeof(outcome->reason), format, args);
	va_end(args);
}

static void __attribute__((format(printf, 2, 3)))
add_note(struct outcome *outcome, const char *format, ...)
{
	size_t used = strlen(outcome->notes);
	va_list args;

	if (used && used < sizeof(outcome->notes) - 1)
		outcome->notes[used++] = ' ';
	va_start(args, format);
	vsnprintf(outcome->notes + used, sizeof(outcome->notes) - used, format, args);
	va_end(args);
}

/* A line that run_note(), run_skip() or run_fail() wrote to the pipe. */
static void take_report(void *data, const char *line)
{
	struct outcome *outcome = data;

	if (line[0] == 'n')
		add_note(outcome, "%s", line + 1);
	else if (line[0] == 'r' && !outcome->reason[0])
		snprintf(outcome->reason, sizeof(outcome->reason), "%s", line + 1);
}

static void __attribute__((noreturn))
scenario_process(const struct scenario *scenario, const struct params *params,
		 const struct group *base, unsigned int *turns, int report)
{
	struct run run = {
		.name = scenario->name,
		.nonce = params->nonce,
		.version = scenario->version,
		.seed = params->seed,
		.load = params->load,
		.cpus = machine_cpus(),
		.rng = rng_for(params->seed, scenario->name, 0),
		.base = *base,
		.report = report,
		.until = clock_ms() + TURNS_MS,
		.turns = turns,
	};

	setsid();
	/* mounts that it makes go with it */
	if (unshare(CLONE_NEWNS) < 0)
		_exit(run_error(&run, -errno, "unshare"));
	_exit(scenario->run(&run));
}

/* The reason, if there is one, has come by the pipe. */
static void fail_as_told(struct outcome *outcome)
{
	outcome->result = RESULT_FAIL;
	if (!outcome->reason[0])
		snprintf(outcome->reason, sizeof(outcome->reason),
			 "failed without a reason");
}

static void take_status(struct outcome *outcome, int status)
{
	if (!WIFEXITED(status))
		conclude(outcome, RESULT_FAIL, "killed by signal %d", WTERMSIG(status));
	else if (WEXITSTATUS(status) == RESULT_SKIP)
		outcome->result = RESULT_SKIP;
	else if (WEXITSTATUS(status) != RESULT_OK)
		fail_as_told(outcome);
}

/* Waits for @child until its time is up, reading its reports meanwhile. */
static void watch(struct outcome *outcome, pid_t child, int pipe, unsigned int seconds)
{
	struct lines lines = {.used = 0};
	struct pollfd fd = {.fd = pipe, .events = POLLIN};
	long end = clock_ms() + (long)seconds * 1000;
	int status;
	pid_t pid;

	do {
		if (poll(&fd, 1, 20) > 0 && fd.revents & POLLIN)
			lines_read(&lines, pipe, take_report, outcome);
		else if (fd.revents & POLLHUP)
			fd.fd = -1;
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
			if (pid != child)
				continue;
			/* All of it, but not what its children go on to say. */
			while (poll(&fd, 1, 0) > 0 && fd.revents & POLLIN &&
			       clock_ms() < end &&
			       lines_read(&lines, pipe, take_report, outcome))
				;
			take_status(outcome, status);
			return;
		}
	} while (clock_ms() < end);
	outcome->reason[0] = '\0';
	conclude(outcome, RESULT_FAIL, "TIMEOUT after %u s", seconds);
}

/* Kills everything but init and kernel threads; what is left is a leak. */
static void kill_all(struct outcome *outcome, unsigned int scale)
{
	long end = clock_ms() + KILL_MS * (long)scale;
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) >= 0 && clock_ms() < end) {
		kill(-1, SIGKILL);
		if (!pid)
			sleep_ms(1);
	}
	if (pid >= 0)
		conclude(outcome, RESULT_FAIL, "LEAK a process that cannot be killed");
}

/* Counts turns for all processes of a scenario. Lives as long as init. */
static unsigned int *shared_turns(void)
{
	static unsigned int *turns;

	if (!turns)
		turns = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (turns == MAP_FAILED)
		return NULL;
	*turns = 0;
	return turns;
}

static void run_process(const struct scenario *scenario, const struct params *params,
			const struct group *base, struct outcome *outcome)
{
	unsigned int *turns = shared_turns();
	int ends[2];
	pid_t child;

	if (!turns || pipe2(ends, O_CLOEXEC) < 0 || (child = fork()) < 0) {
		conclude(outcome, RESULT_FAIL, "fork: %s", strerror(errno));
		return;
	}
	if (!child)
		scenario_process(scenario, params, base, turns, ends[1]);
	close(ends[1]);
	watch(outcome, child, ends[0], scenario->limit * params->scale);
	close(ends[0]);
	kill_all(outcome, params->scale);
	if (*turns)
		add_note(outcome, "turns=%u", *turns);
}

/* From the first scenario that takes CPUs offline on, draining may need that too;
 * before, it would only add to what kernels are told to do. */
static bool cpus_cycle;

void supervise(const struct scenario *scenario, const struct params *params,
	       struct outcome *outcome)
{
	struct group root, base = {0};
	long groups, start, end;
	const char *why;
	char left[128];
	int error = 0;

	*outcome = (struct outcome){.result = RESULT_OK};
	why = cgroup_use(scenario->version, HIERARCHY_MS * params->scale);
	if (why) {
		conclude(outcome, RESULT_SKIP, "%s", why);
		return;
	}
	groups = state_memory_cgroups();
	root = cgroup_root();
	if (scenario->version)
		error = group_create(&base, &root, true, "kferry");
	if (error) {
		conclude(outcome, RESULT_FAIL, "creating a group: %s",
			 strerror(-error));
		return;
	}
	start = clock_ms();
	run_process(scenario, params, &base, outcome);
	end = clock_ms();
	machine_restore();
	if (scenario->version)
		group_remove_tree(&base);
	cpus_cycle |= scenario->flags & SCENARIO_CPUS;
	if (!drain_wait(groups, cpus_cycle, DRAIN_MS * params->scale, left,
			sizeof(left))) {
		conclude(outcome, RESULT_FAIL, "LEAK %s", left);
		cgroup_give_up();
	}
	add_note(outcome, "ms=%ld drain-ms=%ld", end - start, clock_ms() - end);
}
