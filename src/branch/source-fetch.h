/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fetches the tarball of a pin into the cache from any place that still has it:
 * archives remove a version weeks after the next one is out.
 *
 *	kind=debian      the archive, by apt; then the snapshot archive
 *	kind=kernel.org  its address
 *
 * In any case it is verified by the pin: by its checksum or signature.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/* Returns the tarball's path in the cache. Tarballs of the same name differ in it by
 * their checksum. The caller frees it. */
char *source_tarball(const struct branch_source *pin);

/* Returns a line that identifies the tarball's contents; the caller frees it. */
char *source_tarball_identity(const struct branch_source *pin);

/* Fails with KF_ERROR_INPUT unless the file @path has the pinned checksum, if there is
 * one. */
gboolean source_tarball_check(const char *path, const struct branch_source *pin,
			      GError **error);

/*
 * Makes sure that the tarball of @pin, which must not be local, is in the cache; a
 * valid one is kept. Errors: KF_ERROR_SYSTEM with the message of each attempt;
 * KF_ERROR_INPUT, at once, if a file contradicts the pin, which must then be checked.
 */
gboolean source_fetch(const struct branch_source *pin, GError **error);
