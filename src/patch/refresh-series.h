/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Refreshing the patches of a series (see refresh.h), on the disk.
 *
 * On a tree with nothing applied, every patch is refreshed for where it applies
 * there, as quilt push and refresh would do one by one; the tree is not
 * touched. On a tree where quilt's state says that patches are applied, one of
 * them, the top by default, is refreshed for the files as they are now.
 */
#pragma once

#include "patch/refresh.h"
#include "patch/series-apply.h"

struct refresh_options {
	guint fuzz;
	const char *patch; /* an applied one; NULL for the top, or for all */
	gboolean dry;	   /* write nothing */
	void (*progress)(guint done, guint total, const char *name, gpointer data);
	gpointer progress_data;
};

struct refreshed {
	const struct series_entry *entry;
	enum refresh_change change;
};

struct refresh_report {
	GArray *refreshed; /* of struct refreshed */
	char *failure;	   /* why a patch does not apply: nothing was written */
};

/* Does it; the patches are written in one journalled change. */
gboolean refresh_series(struct tree *tree, const struct series *series,
			const struct refresh_options *options,
			struct refresh_report *report,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

void refresh_report_clear(struct refresh_report *report);
