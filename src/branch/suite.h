/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A suite: the contents of suites/NAME/suite.conf (see kferry-suite(5)). Plain data,
 * read once; nothing here compiles or runs anything.
 */
#pragma once

#include <glib.h>

/* A C program of the suite. */
struct suite_program {
	char *name;
	GStrv sources; /* absolute paths, at least one */
	GStrv flags;   /* additional arguments of the compiler */
	gboolean kit;  /* link it with kferry's helper functions */
	gboolean musl; /* use musl; else the compiler's default C library */
};

/* A counter that must return to its start value; see tests/guest/counter.h. */
struct suite_counter {
	char *name;
	guint slack; /* tolerated increase */
};

struct suite_test {
	char *name;
	GStrv run;	  /* program and arguments */
	guint limit;	  /* seconds, by KVM; for a reproducer: how long it is tried */
	guint try;	  /* seconds of one attempt; 0: not a reproducer */
	gboolean by_name; /* runs only if it is asked for */
	char *since;	  /* first kernel version that has what it needs; NULL: any */
	char *setup; /* "prepare" runs once for successive tests of a setup; NULL: for
		      * this test alone */
	char *dir;   /* working directory, in the suite's directory in the guest; NULL:
		    * the top */
};

struct suite {
	char *name;
	char *dir;  /* absolute */
	char *path; /* of suite.conf, for messages */
	char *description;
	GPtrArray *options; /* char *: "CONFIG_X=y", required of the kernel */
	GStrv config;	    /* names of configs/NAME.config, applied before options */
	guint timeout;	    /* of a test, in seconds, by KVM */
	double wall;	    /* limit for the whole boot in seconds; 0: default */
	double silence;	    /* limit in seconds without console output */
	char *root;	    /* Debian suite for the root file system, "bookworm"; NULL:
			 * none */
	GStrv packages;	    /* Debian packages in it, or NULL */
	guint memory;	    /* of the guest in MiB; 0: default */
	guint processes;    /* number of tests at a time */
	GStrv prepare, settle, finish;
	GPtrArray *counters; /* struct suite_counter * */
	GPtrArray *programs; /* struct suite_program * */
	GPtrArray *tests;    /* struct suite_test *; without tests of kselftest */
	GStrv kselftest;     /* "COLLECTION" or "COLLECTION:TEST" of the kernel's
			  * selftests, or NULL */
	GStrv quick;	     /* names of short tests that find a lot */
};

typedef struct suite Suite;

/*
 * Loads the suite @name of the project @project (NULL: none) or of the installation; or
 * the suite in the directory @name if that contains a '/'. The caller frees it. NULL
 * with KF_ERROR_INPUT, naming file:line, or the existing suites if there is none of
 * that name.
 */
struct suite *suite_load(const char *project, const char *name, GError **error);

/* Returns a suite without files that consists of one reproducer: the C source @path,
 * tried for @seconds. The caller frees it. */
struct suite *suite_of_reproducer(const char *path, guint seconds, GError **error);

/* Returns a suite of the kernel's selftests: @names is a comma-separated list of values
 * of the key 'kselftest'. The caller frees it. KF_ERROR_INPUT for an invalid name. */
struct suite *suite_of_kselftest(const char *names, GError **error);

void suite_free(struct suite *suite);
void suite_test_free(struct suite_test *test);

/* Returns the test called @name, or NULL. */
const struct suite_test *suite_test(const struct suite *suite, const char *name);

/* Returns the names of all suites of the project and the installation, sorted; the
 * caller frees them. */
GStrv suite_list(const char *project, GError **error);

/* A known failure on a branch. */
struct suite_known {
	char *glob;   /* matches "TEST" or "TEST/SUBTEST" */
	char *reason; /* why it is tolerated */
};

/*
 * Returns the known failures of @suite on @branch: the lines "GLOB # REASON" of
 * known-failures/BRANCH in the suite (struct suite_known); the caller frees it. Empty
 * if there is no such file; "6.1" does not apply to "6.1@arm64". NULL with
 * KF_ERROR_INPUT, naming file:line.
 */
GPtrArray *suite_known_failures(const struct suite *suite, const char *branch,
				GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Suite, suite_free)
