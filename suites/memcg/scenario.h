/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scenario drives the kernel along one path to the freeing of a memory
 * cgroup. Scenarios are rows of the table in main.c; each runs in a process
 * (and mount namespace) of its own, under a time limit, below a group of its own
 * that is removed after it with everything in it.
 *
 * What a scenario must do itself: the same work for the same seed, nothing left
 * that outlives its processes except cgroups, swap areas, offline CPUs and the
 * settings of machine.c, which are put right after it.
 */
#pragma once

#include "cgroup.h"
#include "kit/util.h"

#include <stdbool.h>
#include <sys/types.h>

/* What a scenario's function returns; also its exit status. */
enum result {
	RESULT_OK = 0,
	RESULT_FAIL = 1,
	RESULT_SKIP = 77,
};

/* What a scenario knows of its run. */
struct run {
	const char *name;
	int version;	   /* of the cgroup hierarchy, 0 if it needs none */
	uint64_t seed;	   /* of the whole run */
	unsigned int load; /* percent */
	unsigned int cpus;
	struct rng rng;
	struct group base;   /* its own; holds groups, never processes */
	int report;	     /* a pipe to the first process */
	long until;	     /* clock_ms() at which run_turn() ends */
	unsigned int *turns; /* done by all its processes, which share it */
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
 * For loops over turns, the @number-th of which is about to begin: whether it
 * shall. Of @planned turns (under kferry.load) the first is always done, and the
 * later ones while the scenario has used less than two seconds: what a slow
 * machine leaves out is the end of the same sequence.
 */
bool run_turn(const struct run *run, unsigned int number, unsigned int planned);

/* Adds "key=value" to the diagnostics of the scenario. */
void run_note(const struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Says why and returns RESULT_SKIP: the kernel or the machine has no such thing. */
enum result run_skip(const struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Says why and returns RESULT_FAIL: the first reason of a run is kept. */
enum result run_fail(const struct run *run, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* As run_fail(), with the text of @error, a negative errno. */
enum result run_error(const struct run *run, int error, const char *what);

/*
 * Runs @work in @count processes at once, the n-th bound to CPU n modulo cpus
 * with random numbers of its own, and waits for them. Returns RESULT_OK if all
 * of them did, else RESULT_FAIL.
 */
enum result run_workers(const struct run *run, unsigned int count,
			enum result (*work)(struct run *run, unsigned int index));

/*
 * Makes a group, calls @setup for it (which may be NULL), enters it, calls @make,
 * leaves it and removes it: what @make made and left outlives the group. @make
 * returns what run_fail() and its like return.
 */
enum result run_outlive(const struct run *run, unsigned int worker, unsigned int number,
			int (*setup)(const struct group *group),
			enum result (*make)(const struct run *run, void *data),
			void *data);

/*
 * Forks; the child enters @group, calls @work and exits with what it returns.
 * Returns the process, or -1 after run_fail().
 */
pid_t run_in_group(const struct run *run, const struct group *group,
		   int (*work)(const struct run *run, void *data), void *data);

/* Waits for @child. Returns what waitpid(2) stores, or -1. */
int run_wait(pid_t child);
