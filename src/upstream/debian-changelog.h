/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The changelog of a Debian source package, see deb-changelog(5). */
#pragma once

#include <glib.h>

/*
 * Returns the text of @dir/debian/changelog with @lines (of strings) added to its top
 * entry if that is UNRELEASED, else to a new entry with the next revision ("6.1.187-1"
 * becomes "6.1.187-2"), by @author ("NAME <MAIL>"; NULL: the author of the top entry)
 * at @time. The caller frees it. Errors: KF_ERROR_INPUT for a file that does not begin
 * with an entry, KF_ERROR_SYSTEM.
 */
char *debian_changelog_with(const char *dir, const GPtrArray *lines, const char *author,
			    gint64 time, GError **error) G_GNUC_WARN_UNUSED_RESULT;
