/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changelogs of packages, from the headers of patches: an entry per patch, with the
 * upstream commit and the CVEs that it names.
 */
#pragma once

#include <glib.h>

/* A release of the packages. */
struct changelog {
	const char *package;	/* name of the source package */
	const char *version;	/* of the packages */
	const char *maintainer; /* NAME <ADDRESS> */
	gint64 date;		/* seconds since 1970 */
	const char *upstream;	/* "New upstream stable release ..." or NULL */
	GPtrArray *series;	/* of struct series *, in order */
};

/* Returns it as debian/changelog (deb-changelog(5)); the caller frees it. Errors:
 * KF_ERROR_INPUT for a patch that cannot be read. */
char *changelog_deb(const struct changelog *changelog, GError **error);

/* Returns it as %changelog of a spec file, without that word; the caller frees it. See
 * https://rpm-software-management.github.io/rpm/manual/spec.html */
char *changelog_rpm(const struct changelog *changelog, GError **error);
