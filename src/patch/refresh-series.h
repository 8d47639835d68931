/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Refreshes the patches of a series on disk, see refresh.h.
 *
 * If no patch is applied to the tree, every patch is refreshed for the place where it
 * applies, as repeated quilt push and refresh would do; the tree is not changed. If
 * quilt's state says that patches are applied, one of them, by default the top one, is
 * refreshed for the files as they are now.
 */
#pragma once

#include "patch/refresh.h"
#include "patch/series-apply.h"

struct refresh_options {
	guint fuzz;
	const char *patch; /* an applied patch; NULL: the top one, or all */
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
	char *failure;	   /* why a patch does not apply; then nothing was written */
};

/* The patches are written in one transaction. */
gboolean refresh_series(struct tree *tree, const struct series *series,
			const struct refresh_options *options,
			struct refresh_report *report,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

void refresh_report_clear(struct refresh_report *report);
