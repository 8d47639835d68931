/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Userland for the guest: packages of Debian's, made into an initramfs that is unpacked
 * before the tests' own. The kernel needs no driver and no file system for it, so it is the
 * same on every version; each boot has it anew, in memory.
 *
 * Packages are unpacked with all that they depend on, not configured (mmdebstrap(1),
 * --variant=extract): that needs no privilege, and runs no script of theirs. What such a
 * script would set up, alternatives and users, is not there.
 */
#pragma once

#include <glib.h>

/*
 * Makes sure that there is the userland of Debian's suite @root with @packages (NULL:
 * none), beside a shell and the usual tools. Kept in the cache by what is asked for, in
 * whatever order. Returns the path of the cpio archive, to be freed. KF_ERROR_SYSTEM if
 * mmdebstrap or apt's lists are missing, or with mmdebstrap's own error; nothing is kept
 * then.
 */
char *guest_root_make(const char *root, char **packages, GError **error);

/* Whether what it takes to make one is installed; otherwise KF_ERROR_SYSTEM names it. */
gboolean guest_root_check(GError **error);
