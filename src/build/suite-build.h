/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The programs of a suite, compiled for the guest: static, kept in the cache by what they
 * are made of.
 */
#pragma once

#include <glib.h>

#include "arch/arch.h"
#include "branch/suite.h"

/* A suite that can be packed. */
struct suite_built {
	const struct suite *suite; /* outlives it */
	char *dir;		   /* holds the programs, by their names */
};

typedef struct suite_built SuiteBuilt;

/*
 * Makes sure that the programs of @suite, which has to outlive the result, are compiled
 * for @arch, with kferry's own functions for those that want them. The caller frees it. A
 * program that does not compile is KF_ERROR_INPUT with the compiler's first error, as
 * FILE:LINE:COLUMN; a compiler that is missing KF_ERROR_SYSTEM. Nothing is kept then.
 */
struct suite_built *suite_build(const struct suite *suite, const struct arch *arch,
				GError **error);

void suite_built_free(struct suite_built *built);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SuiteBuilt, suite_built_free)
