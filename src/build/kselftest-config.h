/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel options that the kernel's own selftests need. */
#pragma once

#include <glib.h>

#include "branch/suite.h"
#include "build/kconfig.h"

/*
 * Adds to @kconfig what the files 'config' of the collections that @suite names ask for in
 * the tree @tree, and what that depends on: as y where they say m, for a guest has no
 * modules of them. What @tree cannot grant on @arch, its directory of arch/, and what a
 * fragment has otherwise is left, and noted by its name (kconfig_notes()). The options
 * that are new are added as lines to @added, which may be NULL. KF_ERROR_INPUT naming
 * file:line for a line that is none.
 */
gboolean kselftest_config_require(struct kconfig *kconfig, const struct suite *suite,
				  const char *tree, const char *arch, GString *added,
				  GError **error);
