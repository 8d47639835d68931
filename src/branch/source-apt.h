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

/* A file of a source package as the suite's index knows it. */
struct source_apt_file {
	char *uri;
	char *sha256; /* lower-case hex */
	guint64 size; /* bytes */
};

typedef struct source_apt_file SourceAptFile;

/*
 * Looks up the file that @source (kind=debian) names, of exactly its version,
 * in the suite's index; the index is fetched only if the one at hand does not
 * have it. The caller frees it. KF_ERROR_INPUT if the suite has no such
 * version or file, KF_ERROR_SYSTEM if there is no apt or no network.
 */
struct source_apt_file *source_apt_find(const struct branch_source *source,
					GError **error);

/*
 * Downloads @file to @path by apt's own transports, which check the size and
 * checksum that the index gives. A file that is indexed but no longer served
 * is KF_ERROR_SYSTEM, and the message says which version of the same series
 * is nearest of those that are (found by asking for each).
 */
gboolean source_apt_fetch(const struct branch_source *source,
			  const struct source_apt_file *file, const char *path,
			  GError **error);

void source_apt_file_free(struct source_apt_file *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SourceAptFile, source_apt_file_free)
