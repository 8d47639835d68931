/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's own selftests: collections of a tree's tools/testing/selftests, built by
 * its makefiles, linked static, and laid out as its 'make install' does. What was built is
 * kept in the cache, as the source is that it was built from.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"
#include "branch/source.h"
#include "branch/suite.h"

/* What a guest gets. */
struct kselftest {
	char *dir;	  /* holds COLLECTION/TEST, and what collections share */
	GPtrArray *tests; /* struct suite_test *, by the kernel's names, in its order */
};

typedef struct kselftest Kselftest;

/*
 * Makes sure that the collections that @suite names are built from @source for @b's
 * architecture. Of "COLLECTION:TEST" only that test need compile; the whole of a
 * COLLECTION has to. The caller frees it. KF_ERROR_INPUT, and nothing is kept, with the
 * compiler's first error; if there is no such collection or test; or if a test is a
 * script of a shell that a guest without a root file system does not have.
 * KF_ERROR_SYSTEM if a program that it takes is not installed.
 */
struct kselftest *kselftest_build(const struct suite *suite, const struct branch *b,
				  const struct pristine *source, GError **error);

void kselftest_free(struct kselftest *kselftest);

/* "net" of "net:tls"; the caller frees it. */
char *kselftest_collection(const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kselftest, kselftest_free)
