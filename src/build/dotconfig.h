/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A complete .config for a composed configuration, made in a directory of its own, so
 * that a build in the branch's goes on meanwhile.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"
#include "branch/source.h"
#include "build/kconfig.h"

/*
 * The .config that the kernel's own make gives for the requests @k of branch @b on the
 * tree @source, as text; the caller frees it. A symbol that is not granted is
 * KF_ERROR_NEGATIVE. Waits for another run that is at the same branch.
 */
char *dotconfig_make(const struct branch *b, const struct kconfig *k,
		     const struct pristine *source, GError **error);
