/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Extracts binary packages: DEB (deb(5): an ar archive with data.tar.*) and RPM (a cpio
 * archive after a header), recognized by their first bytes. Runs nothing from a
 * package, and installs nothing.
 */
#pragma once

#include <glib.h>

/* Returns the path, relative to the target directory, for the file @name of a package
 * (without leading "/", "./" or "usr/"): a new string, or NULL to skip it. */
typedef char *(*package_place)(const char *name);

/*
 * Extracts the regular files of the package @path for which @place returns a path to
 * the directory @dir. Compressed modules (NAME.ko.xz and so on) are decompressed and
 * renamed. KF_ERROR_INPUT, naming the package, if it is neither DEB nor RPM, is
 * damaged, or contains a name that would leave the directory.
 */
gboolean package_extract(const char *path, const char *dir, package_place place,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
