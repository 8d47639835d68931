/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tarballs of kernel sources: unpacking them, and comparing a tree with one. */
#pragma once

#include <glib.h>

/*
 * Unpacks the tarball @path (any compression) as the directory @to, which must not
 * exist: it appears by rename when all is unpacked, without the tarball's own
 * top directory if it has one, its files read-only. What lies at @to plus ".part"
 * is replaced. Entries that would leave the directory (absolute, "..", through
 * links) are KF_ERROR_INPUT, what the disk refuses is KF_ERROR_SYSTEM; then
 * nothing is left behind. @title is for progress.
 */
gboolean source_tar_unpack(const char *path, const char *to, const char *title,
			   GError **error);

/*
 * Compares every file of the tarball with the directory @tree. A difference or a
 * file that is missing is KF_ERROR_NEGATIVE and names the first one.
 */
gboolean source_tar_compare(const char *path, const char *tree, const char *title,
			    GError **error);
