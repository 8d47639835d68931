/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Boots the kernel in packages without installing them: extracts the image and all
 * modules, and boots them with kferry's guest and a disk. This tells in seconds whether
 * the kernel in a package works; scripts/install-boot tests the installation.
 */
#pragma once

#include <glib.h>

#include "vm/boot.h"

/* All pointers are borrowed. */
struct boot_package {
	const char *const *packages; /* with one kernel; ended by NULL */
	const char *project;	     /* whose suites are used; NULL: installed ones */
	const char *const *suites;   /* NULL: the quick tests of all suites, see
				      * plan_quick() */
	const char *const *tests;    /* of these suites; NULL: all */
	/* arch, kernel, config, modules, plan and disk are filled in, and init if it is
	 * NULL */
	const struct boot *boot;
};

/*
 * Unpacks @packages to the new directory @dir. Returns the release (uname -r) of the
 * kernel; the caller frees it. NULL with KF_ERROR_INPUT if there is no kernel, more
 * than one, or no image of it.
 */
char *boot_package_unpack(const char *const *packages, const char *dir,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Unpacks and boots @boot_package; the run directory is boot_package->boot->dir.
 * may_skip of @record is the caller's. Modules may fail to find devices that QEMU does
 * not have.
 */
gboolean boot_package_boot(const struct boot_package *boot_package, struct run *record,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;
