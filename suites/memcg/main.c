/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: memcg prepare|run|settle SCENARIO [ROUND]
 *        memcg finish
 *
 * The program of this suite; suite.conf says when it is called. "prepare" mounts the
 * hierarchy that the scenario needs, "run" runs it below its own group and removes that,
 * "settle" removes it if "run" was killed and makes the kernel free removed groups,
 * "finish" unmounts.
 *
 * A removed memory cgroup is freed when its last reference is dropped, which usually
 * takes RCU callbacks and workers a moment. Some references would stay forever, because
 * nothing else happens in the guest:
 *
 * - page cache, dentries and inodes: until dropped, which kferry's init does; - pages
 * that a CPU collects before it puts them on their list: until it has
 *   collected enough of them;
 * - a CPU's stock of charges, even an empty one: until another group is charged
 *   there (rmdir drains a stock that is not empty). Since 6.16 a stock has seven
 *   groups, and all of them are drained together.
 *
 * Therefore, to settle, the spare group is charged on each CPU. If this does not help,
 * it is removed, which drains the stocks that contain it, and created anew. The stock
 * of a CPU that went offline while it was about to be drained counts as being drained
 * forever, and is only emptied by taking the CPU offline again.
 */
#include "scenarios.h"

#include "kit/cpus.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Limit for the turns of a scenario on any machine, see run_turn(). */
#define TURNS_MS 2000

/* Limit for getting a controller; multiplied by KFERRY_SCALE. */
#define HIERARCHY_MS 5000

/* The first round of settling that is thorough, if others did not help. */
#define THOROUGH 3

/* Created by the first scenario that takes CPUs offline: settling may need that, too.
 * Before that, it would only add to what kernels must do. */
#define CPUS_MARK "/memcg-takes-cpus-offline"

static const struct scenario scenarios[] = {
	{"v1-storm", 1, 0, scenario_storm},
	{"v1-hierarchy", 1, 0, scenario_hierarchy},
	{"v1-exit", 1, 0, scenario_exit},
	{"v1-tcp-rst", 1, 0, scenario_tcp_rst},
	{"v1-tcp-storm", 1, 0, scenario_tcp_storm},
	{"v1-swap", 1, 0, scenario_swap},
	{"v1-pagecache", 1, 0, scenario_pagecache},
	{"v1-kmem", 1, 0, scenario_kmem},
	{"v1-eventfd", 1, 0, scenario_eventfd},
	{"v1-eventfd-rmdir", 1, 0, scenario_eventfd_rmdir},
	{"v1-aio-eventfd", 1, 0, scenario_aio_eventfd},
	{"v1-soft-limit", 1, 0, scenario_soft_limit},
	{"v1-oom", 1, 0, scenario_oom},
	{"v1-hotplug", 1, SCENARIO_CPUS, scenario_hotplug},

	{"v2-storm", 2, 0, scenario_storm},
	{"v2-exit", 2, 0, scenario_exit},
	{"v2-tcp-rst", 2, 0, scenario_tcp_rst},
	{"v2-swap", 2, 0, scenario_swap},
	{"v2-pagecache", 2, 0, scenario_pagecache},
	{"v2-kmem", 2, 0, scenario_kmem},
	{"v2-oom", 2, 0, scenario_oom},
	{0},
};

static const struct scenario *find(const char *name)
{
	for (const struct scenario *s = scenarios; s->name; s++)
		if (!strcmp(s->name, name))
			return s;
	return NULL;
}

static uint64_t environment(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return text ? strtoull(text, NULL, 10) : otherwise;
}

/* Returns the group in which scenarios create theirs. */
static struct group base_group(void)
{
	struct group base = cgroup_root();

	strcat(base.path, "/kferry");
	return base;
}

static int skip(const char *why)
{
	puts(why);
	return RESULT_SKIP;
}

static int prepare(const struct scenario *scenario)
{
	unsigned int scale = (unsigned int)environment("KFERRY_SCALE", 1);
	const char *why = cgroup_use(scenario->version, HIERARCHY_MS * scale);

	if (why)
		return skip(why);
	if (scenario->flags & SCENARIO_CPUS)
		close(open(CPUS_MARK, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
	return RESULT_OK;
}

/* Returns a counter of turns shared by all processes of a scenario. */
static unsigned int *shared_turns(void)
{
	unsigned int *turns = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return turns == MAP_FAILED ? NULL : turns;
}

static enum result run_scenario(const struct scenario *scenario, unsigned int *turns,
				int report)
{
	struct run run = {
		.name = scenario->name,
		.version = scenario->version,
		.seed = environment("KFERRY_SEED", 1),
		.load = (unsigned int)environment("KFERRY_LOAD", 100),
		.cpus = cpus_online(),
		.base = base_group(),
		.report = report,
		.until = clock_ms() + TURNS_MS,
		.turns = turns,
	};
	struct group root = cgroup_root();
	int error = group_create(&run.base, &root, true, "kferry");

	run.rng = rng_for(run.seed, run.name, 0);
	return error ? run_error(&run, error, "creating a group") : scenario->run(&run);
}

/* Reads the reports of processes, a line each that begins with its kind. The first
 * reason counts: later ones are often its consequences. */
static void read_reports(int pipe, char *reason, size_t size)
{
	char *line = NULL;
	size_t room = 0;
	FILE *reports = fdopen(pipe, "re");

	fcntl(pipe, F_SETFL, O_NONBLOCK);
	reason[0] = '\0';
	while (reports && getline(&line, &room, reports) > 0) {
		line[strcspn(line, "\n")] = '\0';
		if (line[0] == 'n')
			printf("# note: %s\n", line + 1);
		else if (line[0] == 'r' && !reason[0])
			snprintf(reason, size, "%s", line + 1);
	}
	free(line);
}

static int run(const struct scenario *scenario)
{
	unsigned int *turns = shared_turns();
	struct group base = base_group();
	int ends[2], status;
	char reason[256];
	pid_t child;

	if (!turns || pipe2(ends, O_CLOEXEC) < 0 || (child = fork()) < 0) {
		printf("fork: %s\n", strerror(errno));
		return RESULT_FAIL;
	}
	if (!child)
		_exit(run_scenario(scenario, turns, ends[1]));
	status = run_wait(child);
	read_reports(ends[0], reason, sizeof(reason));
	/* saves a call of "settle"; otherwise processes may still be in a group */
	if (WIFEXITED(status))
		group_remove_tree(&base);
	if (*turns)
		printf("# note: turns=%u\n", *turns);
	if (!WIFEXITED(status))
		printf("not ok 1 %s # killed by signal %d\n", scenario->name,
		       WTERMSIG(status));
	else if (WEXITSTATUS(status) == RESULT_SKIP)
		printf("ok 1 %s # SKIP %s\n", scenario->name, reason);
	else if (WEXITSTATUS(status) != RESULT_OK)
		printf("not ok 1 %s # %s\n", scenario->name,
		       reason[0] ? reason : "failed without a reason");
	return WIFEXITED(status) && WEXITSTATUS(status) == RESULT_SKIP ? RESULT_OK
								       : status != 0;
}

static int settle(unsigned int round)
{
	bool thorough = round >= THOROUGH;
	bool cycle = thorough && !access(CPUS_MARK, F_OK);
	struct group base = base_group();

	group_remove_tree(&base);
	if (cycle)
		cpus_cycle();
	/*
	 * the stock of a CPU that went offline is empty, and may never be drained again
	 */
	cgroup_charge_spare(cycle ? 1 : cpus_online());
	if (thorough)
		cgroup_renew_spare();
	return RESULT_OK;
}

int main(int argc, char **argv)
{
	const char *verb = argc > 1 ? argv[1] : "";
	const struct scenario *scenario = argc > 2 ? find(argv[2]) : NULL;

	setvbuf(stdout, NULL, _IOLBF, 0);
	cgroup_attach(getenv("KFERRY_LEAKED") != NULL);
	if (!strcmp(verb, "finish"))
		return cgroup_use(0, 0) != NULL;
	if (scenario && !strcmp(verb, "prepare"))
		return prepare(scenario);
	if (scenario && !strcmp(verb, "run"))
		return run(scenario);
	if (scenario && !strcmp(verb, "settle") && argc > 3)
		return settle((unsigned int)strtoul(argv[3], NULL, 10));
	fprintf(stderr, "usage: memcg prepare|run|settle SCENARIO [ROUND] | finish\n");
	return 2;
}
