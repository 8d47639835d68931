/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The change log of a Debian source package; its format is deb-changelog(5). */
#pragma once

#include <glib.h>

/*
 * The text of @dir/debian/changelog with @lines (of strings) in its top entry if that is
 * UNRELEASED, else in a new entry of the next revision ("6.1.187-1" becomes "6.1.187-2"),
 * by @author ("NAME <MAIL>"; NULL: whoever made the top entry) at @time. To be freed. Errors:
 * KF_ERROR_INPUT for a file that does not begin with an entry, KF_ERROR_SYSTEM.
 */
char *debian_changelog_with(const char *dir, const GPtrArray *lines, const char *author,
			    gint64 time, GError **error) G_GNUC_WARN_UNUSED_RESULT;
