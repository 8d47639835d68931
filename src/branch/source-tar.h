/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tarballs of kernel sources: unpacks them, and compares trees with them. */
#pragma once

#include <glib.h>

/*
 * Unpacks the tarball @path (any compression) to the directory @to, which must not
 * exist. It is unpacked as @to.part, replacing an old one, and then renamed. The top
 * directory of the tarball, if there is one, is removed; files become read-only.
 * Errors: KF_ERROR_INPUT for an entry that would leave the directory (absolute, "..",
 * through links), KF_ERROR_SYSTEM; nothing is left behind then. @title is for progress.
 */
gboolean source_tar_unpack(const char *path, const char *to, const char *title,
			   GError **error);

/* Compares every file of the tarball with the directory @tree. The first file that
 * differs or is missing is KF_ERROR_NEGATIVE, with its name. */
gboolean source_tar_compare(const char *path, const char *tree, const char *title,
			    GError **error);
