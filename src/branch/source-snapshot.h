/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The snapshot archive, which keeps every file that Debian ever published, by its SHA1:
 * https://snapshot.debian.org, or $KFERRY_SNAPSHOT. Its machine interface
 * (https://salsa.debian.org/snapshot-team/snapshot/raw/master/API) tells which file
 * belongs to a version of a source package. It is not trusted: the pin is.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/*
 * Fetches the file of @pin (kind=debian) to @path. KF_ERROR_SYSTEM if it cannot be had,
 * or has not the checksum that is pinned.
 */
gboolean source_snapshot_fetch(const struct branch_source *pin, const char *path,
			       GError **error);
