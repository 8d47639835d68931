/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds a variant of a branch with another series, boots it with the tests of the
 * variant, and judges the run: a step of a bisection.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"
#include "verdict/verdict.h"

/* The request. All pointers are borrowed. */
struct variant_test {
	const struct branch *b;
	const struct branch_variant *v; /* configuration, tests, expectation */
	const char *name;		/* of the kernel and the run in the cache */
	const char *series;		/* absolute path, instead of those of @v */
	gboolean expect_clean;		/* whatever @v expects */
	guint64 seed;			/* of the tests */
};

/*
 * Sets *@verdict, which the caller frees. If the series does not apply or the kernel does
 * not compile, *@verdict is NULL and *@why (the caller frees it) says so. The kernel is
 * built in the directory of the variant, so it costs what differs from the last one. FALSE
 * with errors of source_get(), plan_load() and boot_run(), or if the run was interrupted.
 */
gboolean variant_test_run(const struct variant_test *test, struct verdict **verdict,
			  char **why, GError **error) G_GNUC_WARN_UNUSED_RESULT;
