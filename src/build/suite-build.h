/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The programs of a suite, compiled for the guest: static, kept in the cache by what they
 * are made of.
 */
#pragma once

#include <glib.h>

#include "arch/arch.h"
#include "branch/branch.h"
#include "branch/suite.h"

/* Holds the kernel's selftests in the suite's directory of a guest. */
#define SUITE_SELFTESTS "selftests"

/* A suite that can be packed. */
struct suite_built {
	const struct suite *suite; /* outlives it */
	char *dir;		   /* holds the programs, by their names */
	char *selftests;  /* a directory of the kernel's own (kselftest.h), or NULL */
	GPtrArray *tests; /* const struct suite_test *: the suite's, and of the above */
	GPtrArray *owned; /* those of the above, or NULL */
};

typedef struct suite_built SuiteBuilt;

/*
 * Makes sure that the programs of @suite, which has to outlive the result, are compiled
 * for @arch, with kferry's own functions for those that want them, and that the kernel's
 * selftests that it names are, from the source of the branch @b (NULL: there is none to take
 * them from). The caller frees it. A program that does not compile is KF_ERROR_INPUT with
 * the compiler's first error, as FILE:LINE:COLUMN; a compiler that is missing
 * KF_ERROR_SYSTEM. Nothing is kept then.
 */
struct suite_built *suite_build(const struct suite *suite, const struct arch *arch,
				const struct branch *b, GError **error);

/* @suite with its own tests alone, and nothing built; the caller frees it. */
struct suite_built *suite_built_new(const struct suite *suite);

void suite_built_free(struct suite_built *built);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SuiteBuilt, suite_built_free)
