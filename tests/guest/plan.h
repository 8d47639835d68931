/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What this boot runs: tests of suites, in order. kferry writes it to the initramfs as
 * PLAN_PATH (src/vm/plan.c), in lines with fields separated by tabs:
 *
 *   suite NAME                   the following lines belong to it
 *   counter NAME SLACK           must return to its start after each test, see counter.h
 *   prepare|settle|finish WORD.. programs around its tests, see test.h
 *   processes N                  maximum number of processes
 *   in DIR                       working directory, in that of the suite, for the
 *                                following tests; ".": that of the suite
 *   setup NAME                   the following tests are prepared once, together; ".":
 *                                each alone
 *   test NAME SECONDS WORD...    a test: a program and its arguments
 *   repro NAME SECONDS TRY WORD..  a reproducer, run repeatedly for SECONDS, each time
 *                                for at most TRY seconds
 */
#pragma once

#include <stdbool.h>

#define PLAN_PATH   "/suites/plan"
#define PLAN_SUITES "/suites" /* contains a directory for each suite */

enum { PLAN_COUNTERS_MOST = 16 };

/* A program and its arguments, ended by NULL; if there is none, word is NULL. */
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
	unsigned int processes; /* 0: the kernel's default */
	const char *dir;	/* for the following tests; NULL: the suite's
				 * directory */
	const char *setup;	/* of the following tests; NULL: none */
};

struct plan_test {
	const char *name;
	const struct plan_suite *suite;
	unsigned int limit; /* seconds; for a reproducer: how long it is tried */
	unsigned int try;   /* seconds of a try; 0: not a reproducer */
	struct words run;
	const char *dir;   /* in the suite's directory; NULL: that itself */
	const char *setup; /* successive tests with the same one are prepared once */
};

struct plan {
	unsigned int suite_count, test_count;
	struct plan_suite **suites;
	struct plan_test **tests;
};

/* Reads the file @path; the plan is never freed. Returns NULL, or what is wrong: the
 * text is valid until the next call. A missing file is a plan without tests. */
const char *plan_read(struct plan *plan, const char *path);

/* Returns the test called @name, or NULL. */
const struct plan_test *plan_find(const struct plan *plan, const char *name);
