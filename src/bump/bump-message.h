/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commit message of a bump, in the styles of several projects. */
#pragma once

#include "bump/bump-cve.h"
#include "bump/bump-series.h"

enum bump_style {
	BUMP_KFERRY,
	BUMP_DEBIAN,  /* an entry of debian/changelog */
	BUMP_OPENWRT, /* "Removed upstreamed", "Manually rebased" */
};
#define BUMP_STYLES (BUMP_OPENWRT + 1)

/*
 * The names of styles, for an option; the style called @name, or BUMP_KFERRY for NULL.
 */
#define BUMP_STYLE_NAMES "kferry|debian|openwrt"
enum bump_style bump_style_of(const char *name);

/* Returns the message about @list, which was carried. @cve may be NULL. Patches are
 * named relative to patches/BRANCH. The caller frees it. */
char *bump_message(const struct bump *bump, const GPtrArray *list,
		   const struct bump_cve *cve, enum bump_style style);

/* Writes the messages of all styles to the state directory. */
gboolean bump_message_write(const struct bump *bump, const GPtrArray *list,
			    const struct bump_cve *cve,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns the path of the message in the state directory; the caller frees it. */
char *bump_message_path(const struct bump *bump, enum bump_style style);
