/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading binary packages: Debian's (deb(5): an ar archive that holds data.tar.*)
 * and RPMs (a cpio archive behind a header), told apart by their first bytes.
 * Nothing of a package is run, nothing is installed.
 */
#pragma once

#include <glib.h>

/*
 * Says where the file @name of a package (its path without leading "/", "./" or
 * "usr/") is to be put, below the directory that is filled: a new string, or NULL to
 * leave it out.
 */
typedef char *(*package_place)(const char *name);

/*
 * Writes the regular files of the package @path that @place wants below the directory
 * @dir, with the directories above them. Compressed modules (NAME.ko.xz and so on) lose
 * their compression, and the end of their name. KF_ERROR_INPUT, naming the package,
 * for what is neither a deb nor an RPM, is damaged, or holds a name that would leave
 * the directory.
 */
gboolean package_extract(const char *path, const char *dir, package_place place,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
