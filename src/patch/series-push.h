/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A series on a tree on the disk: what kferry series apply and unapply do. The
 * tree is locked, all is done in memory, and what comes of it is written in one
 * journalled change. Where quilt keeps its state, it is honoured and kept.
 */
#pragma once

#include "patch/quilt.h"
#include "patch/series-apply.h"
#include "patch/series.h"
#include "patch/tree.h"

struct series_push_options {
	guint fuzz;
	gboolean quilt;	  /* begin quilt's state where there is none */
	gboolean partial; /* of a patch that fails, keep what applies, write .rej */
	gboolean remove;  /* unapply */
	gboolean dry;	  /* write nothing, and go on after a failure */
	void (*progress)(guint done, guint total, const char *name, gpointer data);
	gpointer progress_data;
};

struct series_push_report {
	GArray *steps;	   /* of struct series_step */
	guint total;	   /* patches that were to be done */
	guint skipped;	   /* that quilt's state said were done before */
	char *interrupted; /* patch of a killed quilt push that was taken back */
};

/*
 * Does it. TRUE also when a patch failed: report->steps tells (series_apply_failure()),
 * and then nothing was written, or with partial all up to that patch. @report
 * is cleared with series_push_report_clear() in any case.
 */
gboolean series_push(struct tree *tree, const struct series *series,
		     const struct series_push_options *options,
		     struct series_push_report *report,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void series_push_report_clear(struct series_push_report *report);
