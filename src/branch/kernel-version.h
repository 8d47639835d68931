/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The version of a kernel tree, from its top-level Makefile. */
#pragma once

#include <glib.h>

/*
 * Returns the version of the kernel tree in @dir as its Makefile spells it ("6.1.187",
 * "3.5.0", "7.2.0-rc1"); the caller frees it. NULL with KF_ERROR_INPUT if it is not a
 * kernel tree.
 */
char *kernel_version_version(const char *dir, GError **error);

/*
 * Fails with KF_ERROR_INPUT, naming file:line, unless the tree's version is @version.
 */
gboolean kernel_version_check(const char *dir, const char *version, GError **error);

/* Whether @version is a point release of the same series as @of ("6.1.190" and
 * "6.1.187"). *@distance is the difference, positive if @version is newer. */
gboolean kernel_version_sibling(const char *version, const char *of, gint64 *distance);
