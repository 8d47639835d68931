/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The packages that kferry package left in the cache. */
#pragma once

#include <glib.h>

#include "branch/branch.h"

enum package_kind {
	PACKAGE_DEB,
	PACKAGE_RPM,
};

/* "deb", "rpm" */
const char *package_kind_name(enum package_kind kind);

/*
 * The paths of all packages of the branch, the source ones too, as char *, sorted; unref
 * it. NULL and KF_ERROR_SYSTEM if there is no directory of them.
 */
GPtrArray *package_files(const struct branch *b, enum package_kind kind,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Those of @files that hold the kernel of a flavour and its modules, what boot-package.h
 * takes; unref it. NULL with KF_ERROR_INPUT if there are none.
 */
GPtrArray *package_files_of_kernel(GPtrArray *files, enum package_kind kind,
				   const char *flavour,
				   GError **error) G_GNUC_WARN_UNUSED_RESULT;
