/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Debian source packages of any suite, through an apt root of our own in the
 * cache (apt/SUITE): the machine's own lists and settings of what to install
 * stay as they are, while its mirror, proxy and keys are used. Integrity comes
 * from the suite's signed indexes, by apt itself.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/*
 * Downloads the file that @pin (kind=debian) names, of exactly its version, to @path by
 * apt's own transports, which check the size and checksum that the suite's index gives.
 * The index is fetched only if the one at hand does not have the version.
 * KF_ERROR_INPUT if the index contradicts the pin; KF_ERROR_SYSTEM if there is no apt,
 * no network, no such version or file in the index, or if the file is no longer served.
 */
gboolean source_apt_fetch(const struct branch_source *pin, const char *path,
			  GError **error);

/*
 * The address of the archive that holds Debian's suite @suite, with its last slash: that of
 * one that this machine's apt uses, security or not as @suite is, so that its mirror serves
 * us too. The caller frees it. KF_ERROR_SYSTEM if apt knows none.
 */
char *source_apt_archive(const char *suite, GError **error);

/*
 * Fetches the index of the suite of @pin. KF_ERROR_SYSTEM if there is no apt, no network
 * or no such suite.
 */
gboolean source_apt_update(const struct branch_source *pin,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Pins for the versions of the package of @pin that the index at hand has, with the
 * checksums that it gives: an array of struct branch_source, which it owns; empty if
 * nothing is known.
 */
GPtrArray *source_apt_versions(const struct branch_source *pin);
