/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is to be run in this boot: the tests of some suites, in the order in which
 * they run. kferry writes it into the initramfs as PLAN_PATH (src/vm/plan.c), a line a
 * fact, its fields separated by tabs:
 *
 *   suite NAME                   what follows belongs to it
 *   counter NAME SLACK           has to be back at its start after each test, see counter.h
 *   prepare|settle|finish WORD.. programs around its tests, see test.h
 *   processes N                  that may exist at once
 *   in DIR                       of the suite's, where the tests that follow are run; ".":
 *                                itself
 *   test NAME SECONDS WORD...    one test: a program and its arguments
 *   repro NAME SECONDS TRY WORD..  a reproducer, tried again and again for SECONDS, each
 *                                try for TRY seconds at most
 */
#pragma once

#include <stdbool.h>

#define PLAN_PATH   "/suites/plan"
#define PLAN_SUITES "/suites" /* holds a directory for each suite */

enum { PLAN_COUNTERS_MOST = 16 };

/* A program and its arguments, ended by NULL; none: word is NULL. */
struct words {
	char **word;
};

struct plan_counter {
	const char *name;
	long slack;
};

struct plan_suite {
	const char *name;
	struct words prepare, settle, finish;
	struct plan_counter counters[PLAN_COUNTERS_MOST];
	unsigned int counter_count;
	unsigned int processes; /* 0: as the kernel has it */
	const char *dir;	/* of the tests that follow; NULL: the suite's own */
};

struct plan_test {
	const char *name;
	const struct plan_suite *suite;
	unsigned int limit; /* seconds; of a reproducer: for which it is tried */
	unsigned int try;   /* seconds of a try; 0: no reproducer */
	struct words run;
	const char *dir; /* below the suite's; NULL: that itself */
};

struct plan {
	unsigned int suite_count, test_count;
	struct plan_suite **suites;
	struct plan_test **tests;
};

/*
 * Reads the file @path, which lives as long as init. Returns NULL, or what is wrong with
 * it: its text is valid until the next call. A plan that is not there has no tests.
 */
const char *plan_read(struct plan *plan, const char *path);

/* The test called @name, or NULL. */
const struct plan_test *plan_find(const struct plan *plan, const char *name);
