/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernel options that the kernel's selftests need. */
#pragma once

#include <glib.h>

#include "branch/suite.h"
#include "build/kconfig.h"

/*
 * Adds to @kconfig the options in the files 'config' of the collections that @suite
 * names, in the tree @tree, and their dependencies: as y instead of m, because the
 * guest has no modules for them. Options that @tree cannot have on @arch (its directory
 * in arch/), or that a fragment sets differently, are left out and noted by name
 * (kconfig_notes()). Appends the new options as lines to @added (may be NULL).
 * KF_ERROR_INPUT, naming file:line, for an invalid line.
 */
gboolean kselftest_config_require(struct kconfig *kconfig, const struct suite *suite,
				  const char *tree, const char *arch, GString *added,
				  GError **error);
