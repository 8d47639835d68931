/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changelogs of packages, out of what the patches' headers say: one entry per patch,
 * with the upstream commit and the CVEs that it names.
 */
#pragma once

#include <glib.h>

/* One release of packages. */
struct changelog {
	const char *package;	/* the source package's name */
	const char *version;	/* the packages' own */
	const char *maintainer; /* NAME <ADDRESS> */
	gint64 date;		/* seconds since 1970 */
	const char *upstream;	/* "New upstream stable release ..." or NULL */
	GPtrArray *series;	/* of struct series *, in the order of applying */
};

/*
 * As debian/changelog has it (deb-changelog(5)); the caller frees it. Errors:
 * KF_ERROR_INPUT for a patch that cannot be read.
 */
char *changelog_deb(const struct changelog *changelog, GError **error);

/*
 * As the %changelog of a spec has it, without that word; the caller frees it. See
 * https://rpm-software-management.github.io/rpm/manual/spec.html
 */
char *changelog_rpm(const struct changelog *changelog, GError **error);
