/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Getting the tarball that a pin names into the cache, verified, from wherever it can
 * still be had: archives drop a version weeks after the next one has come.
 *
 *   kind=debian      the archive, by apt; then the snapshot archive
 *   kind=kernel.org  its address
 *
 * Whichever way it comes, it is held against the pin: its checksum, its signature.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/* Where the tarball lies in the cache: two of one name differ by checksum. Free it. */
char *source_tarball(const struct branch_source *pin);

/* One line that differs whenever the tarball does; the caller frees it. */
char *source_tarball_identity(const struct branch_source *pin);

/* KF_ERROR_INPUT unless the file @path has the checksum that is pinned, if one is. */
gboolean source_tarball_check(const char *path, const struct branch_source *pin,
			      GError **error);

/*
 * Makes sure that the tarball of @pin (no local one) is in the cache; one that is there
 * and good stays.
 * KF_ERROR_SYSTEM with what each way said; KF_ERROR_INPUT, at once, if one contradicts
 * the pin: then it is the pin that has to be looked at.
 */
gboolean source_fetch(const struct branch_source *pin, GError **error);
