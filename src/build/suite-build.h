/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compiles the programs of a suite for the guest: static, cached by their inputs. */
#pragma once

#include <glib.h>

#include "arch/arch.h"
#include "branch/branch.h"
#include "branch/suite.h"

/* Directory of the kernel's selftests in the suite's directory of a guest. */
#define SUITE_SELFTESTS "selftests"

/* A suite that is ready to be packed. */
struct suite_built {
	const struct suite *suite; /* borrowed */
	char *dir;		   /* contains the programs */
	char *selftests;  /* directory of kernel selftests (kselftest.h), or NULL */
	GPtrArray *tests; /* const struct suite_test *: of the suite and the
			   * selftests */
	GPtrArray *owned; /* owns those of the selftests, or NULL */
};

typedef struct suite_built SuiteBuilt;

/*
 * Makes sure that the programs of @suite, which must outlive the result, are compiled
 * for @arch, with kferry's helper functions if they want them, and the kernel's
 * selftests that it names, from the source of branch @b (NULL: none). The caller frees
 * it. KF_ERROR_INPUT with the compiler's first error, as FILE:LINE:COLUMN;
 * KF_ERROR_SYSTEM for a missing compiler. Nothing is kept then.
 */
struct suite_built *suite_build(const struct suite *suite, const struct arch *arch,
				const struct branch *b, GError **error);

/* Returns @suite with its own tests only, without building; the caller frees it. */
struct suite_built *suite_built_new(const struct suite *suite);

void suite_built_free(struct suite_built *built);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SuiteBuilt, suite_built_free)
