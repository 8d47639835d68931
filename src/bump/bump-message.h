/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commit message of a bump, as projects write theirs. */
#pragma once

#include "bump/bump-cve.h"
#include "bump/bump-series.h"

enum bump_style {
	BUMP_KFERRY,
	BUMP_DEBIAN,  /* an entry of debian/changelog */
	BUMP_OPENWRT, /* "Removed upstreamed", "Manually rebased" */
};
#define BUMP_STYLES (BUMP_OPENWRT + 1)

/* "kferry|debian|openwrt", for an option; and the one of that name, KFERRY for NULL. */
#define BUMP_STYLE_NAMES "kferry|debian|openwrt"
enum bump_style bump_style_of(const char *name);

/*
 * Of what became of @list, which was carried. @cve may be NULL. A name of a patch is shown
 * below patches/BRANCH. Free it.
 */
char *bump_message(const struct bump *bump, const GPtrArray *list,
		   const struct bump_cve *cve, enum bump_style style);

/* The same of all styles, into the state: what bump_message_read() then returns. */
gboolean bump_message_write(const struct bump *bump, const GPtrArray *list,
			    const struct bump_cve *cve,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The path of the message in the state; free it. */
char *bump_message_path(const struct bump *bump, enum bump_style style);
