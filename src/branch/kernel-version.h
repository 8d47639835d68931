/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The version of a kernel tree, from its top Makefile. */
#pragma once

#include <glib.h>

/*
 * The version of the kernel tree in @dir as its Makefile spells it ("6.1.187",
 * "3.5.0", "7.2.0-rc1"), to be freed by the caller; NULL with KF_ERROR_INPUT if
 * it is not a kernel tree.
 */
char *kernel_version_version(const char *dir, GError **error);

/* KF_ERROR_INPUT, naming file:line, unless that version is @version. */
gboolean kernel_version_check(const char *dir, const char *version, GError **error);

/*
 * Whether @version is a point release of the same series as @of ("6.1.190" of
 * "6.1.187"); *@distance then is how far away: positive if it is newer.
 */
gboolean kernel_version_sibling(const char *version, const char *of, gint64 *distance);
