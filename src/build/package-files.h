/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The packages that kferry package made, in the cache. */
#pragma once

#include <glib.h>

#include "branch/branch.h"

enum package_kind {
	PACKAGE_DEB,
	PACKAGE_RPM,
};

/* "deb", "rpm" */
const char *package_kind_name(enum package_kind kind);

/* Returns the name of the RPM package with this @part of a flavour's kernel, such as
 * "kernel-virt-core"; the caller frees it. */
char *package_rpm_name(const char *flavour, const char *part);

/* Returns the paths of all packages of the branch, including source packages, as char
 * *, sorted; unref it. NULL with KF_ERROR_SYSTEM if there is no directory of them. */
GPtrArray *package_files(const struct branch *b, enum package_kind kind,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns those of @files that contain the kernel of a flavour and its modules, for
 * boot-package.h; unref it. NULL with KF_ERROR_INPUT if there are none. */
GPtrArray *package_files_of_kernel(GPtrArray *files, enum package_kind kind,
				   const char *flavour,
				   GError **error) G_GNUC_WARN_UNUSED_RESULT;
