/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Booting what is in a kernel's packages without installing them: the image and all
 * modules, taken out, with kferry's guest and a disk. It tells in seconds whether a
 * package holds a kernel that works; whether it installs is for
 * scripts/install-boot.
 */
#pragma once

#include <glib.h>

#include "vm/boot.h"

/* Nothing is taken over. */
struct boot_package {
	const char *const *packages; /* of one kernel; ended by NULL */
	const char *project;	     /* whose suites are run; NULL: the installed */
	const char *const *suites; /* NULL: the quick tests of all, see plan_quick() */
	const char *const *tests;  /* of these suites; NULL: all */
	const struct boot
		*boot; /* kernel, config, modules, plan and disk are filled in */
};

/*
 * The release (uname -r) of the kernel in the @packages, which are unpacked into
 * the new directory @dir; NULL and KF_ERROR_INPUT if there is none or more than one,
 * or no image of it. The caller frees it.
 */
char *boot_package_unpack(const char *const *packages, const char *dir,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Unpacks and boots @boot_package into the run directory boot_package->boot->dir. Of @record, may_skip
 * is the caller's; a module that finds no device is let pass where QEMU is known to
 * have none.
 */
gboolean boot_package_boot(const struct boot_package *boot_package, struct run *record,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;
