/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Userland for the guest: Debian packages in an initramfs that the kernel unpacks
 * before that of the tests. It needs no driver or file system, so it works with every
 * kernel version, and is new in memory at each boot.
 *
 * Packages are unpacked with their dependencies, but not configured (mmdebstrap(1),
 * --variant=extract): this needs no privileges and runs none of their scripts. What
 * such scripts set up, alternatives and users, is missing. No program of the userland
 * runs on the host, so that it can be for any architecture.
 */
#pragma once

#include <glib.h>

#include "arch/arch.h"

/*
 * Makes sure that the userland of Debian's suite @root for @arch with @packages (NULL:
 * none), a shell and the usual tools exists in the cache. The order of @packages does
 * not matter. Returns the path of the cpio archive; the caller frees it.
 * KF_ERROR_SYSTEM if mmdebstrap or apt's lists are missing, or with mmdebstrap's error,
 * such as if that release is not made for @arch; nothing is kept then.
 */
char *guest_root_make(const char *root, char **packages, const struct arch *arch,
		      GError **error);

/* Fails with KF_ERROR_SYSTEM, naming what is missing, unless the necessary programs are
 * installed. */
gboolean guest_root_check(GError **error);
