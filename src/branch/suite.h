/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A suite: what suites/NAME/suite.conf says of the tests in that directory (its format is
 * kferry-suite(5)). Plain data, read once; nothing here compiles or runs anything.
 */
#pragma once

#include <glib.h>

/* A C program of the suite's own. */
struct suite_program {
	char *name;
	GStrv sources; /* absolute paths, at least one */
	GStrv flags;   /* further arguments of the compiler */
	gboolean kit;  /* with the functions that kferry brings along */
	gboolean musl; /* else the compiler's own C library */
};

/* Something that has to be back at its start; see tests/guest/counter.h. */
struct suite_counter {
	char *name;
	guint slack; /* that many more are let pass */
};

struct suite_test {
	char *name;
	GStrv run;	  /* program and arguments */
	guint limit;	  /* seconds, by KVM; of a reproducer: for which it is tried */
	guint try;	  /* seconds of one try; 0: no reproducer */
	gboolean by_name; /* is run only if it is asked for */
	char *since;	  /* version of the kernel that has what it needs; NULL: any */
	char *dir; /* of the suite's in the guest, where it is run; NULL: the topmost */
};

struct suite {
	char *name;
	char *dir;  /* absolute */
	char *path; /* of suite.conf, as errors name it */
	char *description;
	GPtrArray *options; /* char *: "CONFIG_X=y", what the kernel has to have */
	GStrv config;	    /* names of configs/NAME.config, before the above */
	guint timeout;	    /* seconds of a test, by KVM */
	double wall;	    /* seconds of the whole boot; 0: as usual */
	double silence;	    /* seconds without a byte on the console */
	char *root;	/* Debian's suite that userland is of, "bookworm"; NULL: none */
	GStrv packages; /* in it, or NULL */
	guint memory;	/* MiB of the guest; 0: as usual */
	guint processes; /* at once */
	GStrv prepare, settle, finish;
	GPtrArray *counters; /* struct suite_counter * */
	GPtrArray *programs; /* struct suite_program * */
	GPtrArray *tests;    /* struct suite_test *; without those of kselftest */
	GStrv kselftest; /* "COLLECTION" or "COLLECTION:TEST" of the kernel's tree, or NULL */
	GStrv quick; /* names of tests that tell much in a short time */
};

typedef struct suite Suite;

/*
 * Reads the suite @name of the project in the directory @project (NULL: none), or else the
 * installed one; or that of the directory @name if that has a '/' in it. The caller frees
 * it. NULL with KF_ERROR_INPUT naming
 * file:line, or the suites that there are if @name is none.
 */
struct suite *suite_load(const char *project, const char *name, GError **error);

/*
 * A suite of one reproducer: the C source @path, tried for @seconds. Without any file of a
 * suite. The caller frees it.
 */
struct suite *suite_of_reproducer(const char *path, guint seconds, GError **error);

/*
 * A suite of the kernel's own selftests: @names is a list with commas of what the key
 * 'kselftest' has. The caller frees it. KF_ERROR_INPUT if one is no name.
 */
struct suite *suite_of_kselftest(const char *names, GError **error);

void suite_free(struct suite *suite);
void suite_test_free(struct suite_test *test);

/* The test called @name, or NULL. */
const struct suite_test *suite_test(const struct suite *suite, const char *name);

/* Names of all suites of the project and of the installation, sorted; to be freed. */
GStrv suite_list(const char *project, GError **error);

/* One failure that is known, in a branch. */
struct suite_known {
	char *glob;   /* of "TEST" or "TEST/SUBTEST" */
	char *reason; /* why it is let pass */
};

/*
 * The failures of @suite that are known of the branch @branch: lines "GLOB # REASON" of
 * the suite's known-failures/BRANCH; struct suite_known, to be freed by the caller. What is known
 * of "6.1" is not known of "6.1@arm64". None if there is no such file. NULL with
 * KF_ERROR_INPUT naming file:line.
 */
GPtrArray *suite_known_failures(const struct suite *suite, const char *branch,
				GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Suite, suite_free)
