/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Debian source packages of any suite, by a private apt directory in the cache
 * (apt/SUITE). The machine's package lists and sources stay unchanged, but its mirror,
 * proxy and keys are used. apt itself verifies the suite's signed indexes.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/*
 * Downloads the file of @pin (kind=debian), in exactly its version, to @path by apt,
 * which checks size and checksum in the suite's index. The index is only fetched if the
 * present one does not have the version. Errors: KF_ERROR_INPUT if the index
 * contradicts the pin; KF_ERROR_SYSTEM without apt or network, or if the index has no
 * such version or file, or if the file is no longer served.
 */
gboolean source_apt_fetch(const struct branch_source *pin, const char *path,
			  GError **error);

/*
 * Returns the address of Debian's archive for @suite, with a trailing slash. It is one
 * that this machine's apt uses for a suite of that kind (security or not), so that its
 * mirror is used. The caller frees it. KF_ERROR_SYSTEM if apt has none.
 */
char *source_apt_archive(const char *suite, GError **error);

/* Fetches the index for the suite of @pin. KF_ERROR_SYSTEM without apt or network, or
 * if there is no such suite. */
gboolean source_apt_update(const struct branch_source *pin,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns pins for all versions of the package of @pin in the present index, with its
 * checksums: an array of struct branch_source, which owns them. It may be empty. */
GPtrArray *source_apt_versions(const struct branch_source *pin);
