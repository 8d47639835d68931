/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Creates a complete .config in a separate directory, so that builds of the branch may
 * continue.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"
#include "branch/source.h"
#include "build/kconfig.h"

/*
 * Returns the .config that the kernel's make creates for the requests @k of branch @b
 * on the tree @source, as text; the caller frees it. A symbol that is not granted is
 * KF_ERROR_NEGATIVE. Waits for another run on the same branch.
 */
char *dotconfig_make(const struct branch *b, const struct kconfig *k,
		     const struct pristine *source, GError **error);
