/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The snapshot archive, which keeps every file that Debian ever published, named by its
 * SHA1: https://snapshot.debian.org, or $KFERRY_SNAPSHOT. Its interface
 * (https://salsa.debian.org/snapshot-team/snapshot/raw/master/API) tells which files
 * belong to a version of a source package. It is not trusted; the pin verifies the
 * file.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/* Downloads the file of @pin (kind=debian) to @path. KF_ERROR_SYSTEM if it is
 * unavailable or does not have the pinned checksum. */
gboolean source_snapshot_fetch(const struct branch_source *pin, const char *path,
			       GError **error);
