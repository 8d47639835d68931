/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel options that suites need, beside those of the branch. */
#pragma once

#include <glib.h>

#include "branch/suite.h"
#include "build/kconfig.h"

/*
 * The fragments of the branch @b, of the suites called @suites, those called @further
 * and then the file @extra (each may be NULL), as kconfig_compose() does it. An option of a
 * suite's gives way to what a fragment says of that symbol. *@own (may be NULL) tells whether
 * more is asked for than the branch does. What their root file systems are made with has to be
 * installed (guest-root.h), for that shall not show after a build. @tree is the source, in
 * which the options of the kernel's selftests stand. The caller frees it.
 */
struct kconfig *suite_config_compose(const struct branch *b, char **suites,
				     char **further, const char *extra,
				     const char *tree, gboolean *own, GError **error);

/*
 * Adds what @suite asks for by 'options' and by its selftests' files in @tree, the source
 * of @b (kselftest-config.h), and tells what of that is new, as lines, in @added.
 */
gboolean suite_config_require(struct kconfig *kconfig, const struct suite *suite,
			      const struct branch *b, const char *tree, GString *added,
			      GError **error);
