/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernel options that suites need, in addition to those of the branch. */
#pragma once

#include <glib.h>

#include "branch/suite.h"
#include "build/kconfig.h"

/*
 * Composes the fragments of branch @b, of the suites @suites and @further, and the file
 * @extra (each may be NULL), see kconfig_compose(). A fragment's request for a symbol
 * takes precedence over a suite's option. Sets *@own (may be NULL) to whether this
 * requests more than the branch does. Fails early if the programs for root file systems
 * are not installed (guest-root.h). @tree is the source, which has the options of the
 * kernel's selftests. The caller frees it.
 */
struct kconfig *suite_config_compose(const struct branch *b, char **suites,
				     char **further, const char *extra,
				     const char *tree, gboolean *own, GError **error);

/*
 * Adds the requests of @suite: its 'options', and those of its selftests in @tree, the
 * source of @b (kselftest-config.h). Appends those that are new, as lines, to @added.
 */
gboolean suite_config_require(struct kconfig *kconfig, const struct suite *suite,
			      const struct branch *b, const char *tree, GString *added,
			      GError **error);
