/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest is to run: tests of some suites, as a file that its init reads (its form is
 * that of tests/guest/plan.h) and the programs and files that they need.
 */
#pragma once

#include <glib.h>

#include "build/suite-build.h"
#include "verdict/run.h"
#include "vm/initramfs.h"

struct plan {
	const struct arch *arch; /* of the guest */
	GPtrArray *suites;	 /* const struct suite_built *, which outlive it */
	GPtrArray *tests;	 /* struct plan_test *, in the order of running */
	GPtrArray *built;	 /* owns suites that plan_load() made */
	GPtrArray *read;	 /* struct suite *, likewise */
	char *root; /* a cpio archive that the guest's userland is in, or NULL */
};

struct plan_test {
	const struct suite_built *of;
	const struct suite_test *test;
};

typedef struct plan Plan;

/*
 * The plan for a guest of @arch of the suites @built (const struct suite_built *): the
 * tests called @names, in that order, or with NULL all that do not run by name only; those
 * that a kernel of @version (NULL: any) lacks something for are left out of the latter. The
 * userland that they ask for is made (guest-root.h). The caller frees it. KF_ERROR_INPUT if a
 * name is none, naming those that there are, or stands in two suites, or if two suites ask
 * for userland of two releases.
 */
struct plan *plan_new(GPtrArray *built, const struct arch *arch,
		      const char *const *names, const char *version, GError **error);

/*
 * Reads the suites called @suites of the project in the directory @project (NULL: none),
 * builds their programs as suite_build() does for @b and plans the tests @names as
 * plan_new() does.
 */
struct plan *plan_load(const char *project, const struct arch *arch,
		       const struct branch *b, const char *const *suites,
		       const char *const *names, const char *version, GError **error);

/* The quick tests of all suites that have some, for a kernel of @version. */
struct plan *plan_quick(const char *project, const struct arch *arch,
			const char *version, GError **error);

void plan_free(struct plan *plan);

/* The text of the guest's file, to be freed. */
char *plan_text(const struct plan *plan);

/* Adds that text, which is written to the file @path, and all that it needs to @image. */
gboolean plan_pack(const struct plan *plan, const char *path, struct initramfs *image,
		   GError **error);

/*
 * Tells @record what is to be run, what has to be back at its start, and which failures
 * are known of the branch that it names. KF_ERROR_INPUT if a list of them is wrong.
 */
gboolean plan_describe(const struct plan *plan, struct run *record, GError **error);

/* The largest of what the suites ask for, 0 if none does: seconds, MiB. */
double plan_wall(const struct plan *plan);
double plan_silence(const struct plan *plan);
guint plan_memory(const struct plan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)
