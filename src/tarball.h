/* Tarballs of kernel sources: unpacking them, and comparing a tree with one. */
#pragma once

#include <glib.h>

/*
 * Unpacks the tarball @path (any compression) as the folder @to, which must not
 * exist: it appears by rename when all is unpacked, without the tarball's own
 * top folder if it has one, its files read-only. What lies at @to plus ".part"
 * is replaced. Entries that would leave the folder (absolute, "..", through
 * links) are KF_ERROR_INPUT, what the disk refuses is KF_ERROR_SYSTEM; then
 * nothing is left behind. @title is for progress.
 */
gboolean tarball_unpack(const char *path, const char *to, const char *title,
			GError **error);

/*
 * Compares every file of the tarball with the folder @tree. A difference or a
 * file that is missing is KF_ERROR_NEGATIVE and names the first one.
 */
gboolean tarball_compare(const char *path, const char *tree, const char *title,
			 GError **error);
