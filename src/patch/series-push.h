/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Applies a series to a tree on disk (kferry series apply and unapply). The tree is
 * locked, the patches are applied in memory, and all changes are written in one
 * transaction. quilt's state is respected and kept up to date.
 */
#pragma once

#include "patch/quilt.h"
#include "patch/series-apply.h"
#include "patch/series.h"
#include "patch/tree.h"

struct series_push_options {
	guint fuzz;
	gboolean quilt;	  /* create quilt's state if there is none */
	gboolean partial; /* if a patch fails, keep the hunks that apply and write
			   * .rej files */
	gboolean remove;  /* remove the patches */
	gboolean dry;	  /* write nothing, and continue after a failure */
	void (*progress)(guint done, guint total, const char *name, gpointer data);
	gpointer progress_data;
};

struct series_push_report {
	GArray *steps;	   /* of struct series_step */
	guint total;	   /* number of patches to apply */
	guint skipped;	   /* already applied according to quilt's state */
	char *interrupted; /* patch of a killed quilt push that was undone */
};

/*
 * Returns TRUE also if a patch failed, see report->steps and series_apply_failure().
 * Then nothing was written or, with "partial", everything up to that patch. @report
 * must be cleared with series_push_report_clear() in any case.
 */
gboolean series_push(struct tree *tree, const struct series *series,
		     const struct series_push_options *options,
		     struct series_push_report *report,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void series_push_report_clear(struct series_push_report *report);
