/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's selftests: collections in tools/testing/selftests of a tree, built by
 * its makefiles, linked statically, and laid out as by 'make install'. They are cached,
 * as is the source from which they were built.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"
#include "branch/source.h"
#include "branch/suite.h"

/* What the guest gets. */
struct kselftest {
	char *dir;	  /* with COLLECTION/TEST, and files that collections share */
	GPtrArray *tests; /* struct suite_test *, with the kernel's names, in its
			   * order */
};

typedef struct kselftest Kselftest;

/*
 * Makes sure that the collections that @suite names are built from @source for the
 * architecture of @b. For "COLLECTION:TEST", only that test must compile; for a
 * COLLECTION, all tests must. The caller frees it. KF_ERROR_INPUT with the compiler's
 * first error, if there is no such collection or test, or if a test is a script for a
 * shell that is missing in a guest without a root file system; KF_ERROR_SYSTEM if a
 * necessary program is not installed. Nothing is kept then.
 */
struct kselftest *kselftest_build(const struct suite *suite, const struct branch *b,
				  const struct pristine *source, GError **error);

void kselftest_free(struct kselftest *kselftest);

/* Returns "net" for "net:tls"; the caller frees it. */
char *kselftest_collection(const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kselftest, kselftest_free)
