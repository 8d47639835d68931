/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a guest runs: tests of suites, as a file for its init (format:
 * tests/guest/plan.h), and the programs and files that they need.
 */
#pragma once

#include <glib.h>

#include "build/suite-build.h"
#include "verdict/run.h"
#include "vm/initramfs.h"

struct plan {
	const struct arch *arch; /* of the guest */
	GPtrArray *suites;	 /* const struct suite_built *, borrowed */
	GPtrArray *tests;	 /* struct plan_test *, in order */
	GPtrArray *built;	 /* owns suites that plan_load() created */
	GPtrArray *read;	 /* struct suite *, owned as well */
	char *root; /* path of a cpio archive with the guest's userland, or NULL */
};

struct plan_test {
	const struct suite_built *of;
	const struct suite_test *test;
};

typedef struct plan Plan;

/*
 * Returns the plan for a guest of @arch with the suites @built (const struct
 * suite_built *): the tests @names, in this order; if that is NULL, all that are not
 * by_name and that a kernel of @version (NULL: any) can run. Creates the userland that
 * they need (guest-root.h). The caller frees it. KF_ERROR_INPUT if a name is unknown,
 * naming the existing ones, or is in two suites, or if two suites need userland of
 * different releases.
 */
struct plan *plan_new(GPtrArray *built, const struct arch *arch,
		      const char *const *names, const char *version, GError **error);

/* Loads the suites @suites of the project @project (NULL: none), builds their programs,
 * see suite_build(), and plans the tests @names, see plan_new(). */
struct plan *plan_load(const char *project, const struct arch *arch,
		       const struct branch *b, const char *const *suites,
		       const char *const *names, const char *version, GError **error);

/* Plans the quick tests of all suites that have some, for a kernel of @version. */
struct plan *plan_quick(const char *project, const struct arch *arch,
			const char *version, GError **error);

void plan_free(struct plan *plan);

/* Returns the text for the guest; the caller frees it. */
char *plan_text(const struct plan *plan);

/* Writes that text to the file @path, and adds it and all that it needs to @image. */
gboolean plan_pack(const struct plan *plan, const char *path, struct initramfs *image,
		   GError **error);

/* Sets in @record which tests run, which counters must return to their start, and the
 * known failures on its branch. KF_ERROR_INPUT if a list of these is malformed. */
gboolean plan_describe(const struct plan *plan, struct run *record, GError **error);

/*
 * Return the largest value that the suites ask for, in seconds or MiB; 0 if none does.
 */
double plan_wall(const struct plan *plan);
double plan_silence(const struct plan *plan);
guint plan_memory(const struct plan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Plan, plan_free)
