/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scenario drives the kernel along one path to the freeing of a memory cgroup.
 * Scenarios are rows of the table in main.c. Each runs in its own process and mount
 * namespace, with a time limit, below its own group, which is then removed with
 * everything in it.
 *
 * A scenario must do the same work for the same seed, and must leave nothing behind
 * except cgroups, swap areas, offline CPUs and the settings in machine.c, which are
 * restored after it.
 */
#pragma once

#include "cgroup.h"
#include "kit/util.h"

#include <stdbool.h>
#include <sys/types.h>

/* The return value of a scenario, and its exit status. */
enum result {
	RESULT_OK = 0,
	RESULT_FAIL = 1,
	RESULT_SKIP = 77,
};

/* Data of a run for its scenario. */
struct run {
	const char *name;
	int version;	   /* of the cgroup hierarchy, 0 if it needs none */
	uint64_t seed;	   /* of the whole run */
	unsigned int load; /* percent */
	unsigned int cpus;
	struct rng rng;
	struct group base;   /* for its groups; contains no processes */
	int report;	     /* pipe to the first process */
	long until;	     /* clock_ms() at which run_turn() ends */
	unsigned int *turns; /* counter shared by all its processes */
};

enum {
	SCENARIO_CPUS = 1, /* takes CPUs offline */
};

struct scenario {
	const char *name;
	int version; /* cgroup hierarchy that it needs; 0: none */
	unsigned int flags;
	enum result (*run)(struct run *run);
};

/*
 * For loops over turns: whether to begin turn @number. Of @planned turns (scaled by
 * kferry.load) the first is always done, and later ones as long as the scenario has
 * used less than two seconds: a slow machine omits the end of the same sequence.
 */
bool run_turn(const struct run *run, unsigned int number, unsigned int planned);

/* Adds "key=value" to the diagnostics of the scenario. */
void run_note(const struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Reports why the kernel or machine cannot run the scenario, and returns RESULT_SKIP.
 */
enum result run_skip(const struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Reports a failure and returns RESULT_FAIL. The first reason of a run counts. */
enum result run_fail(const struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* As run_fail(), with the message for @error, a negative errno. */
enum result run_error(const struct run *run, int error, const char *what);

/*
 * Runs @work in @count processes at once, the n-th bound to CPU n modulo cpus with its
 * own random numbers, and waits for them. Returns RESULT_OK if all of them did, else
 * RESULT_FAIL.
 */
enum result run_workers(const struct run *run, unsigned int count,
			enum result (*work)(struct run *run, unsigned int index));

/*
 * Creates a group, calls @setup for it (may be NULL), enters it, calls @make, leaves it
 * and removes it: what @make leaves behind outlives the group. @make returns the result
 * of run_fail() or similar functions.
 */
enum result run_outlive(const struct run *run, unsigned int worker, unsigned int number,
			int (*setup)(const struct group *group),
			enum result (*make)(const struct run *run, void *data),
			void *data);

/* Forks. The child enters @group, calls @work and exits with its return value. Returns
 * the process, or -1 after run_fail(). */
pid_t run_in_group(const struct run *run, const struct group *group,
		   int (*work)(const struct run *run, void *data), void *data);

/* Waits for @child. Returns the status from waitpid(2), or -1. */
int run_wait(pid_t child);
