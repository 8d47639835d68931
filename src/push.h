/*
 * A series on a tree on the disk: what kferry series apply and unapply do. The
 * tree is locked, all is done in memory, and what comes of it is written in one
 * journalled change. Where quilt keeps its state, it is honoured and kept.
 */
#pragma once

#include "quilt.h"
#include "series.h"
#include "stack.h"
#include "tree.h"

struct push_options {
	guint fuzz;
	gboolean quilt;	  /* begin quilt's state where there is none */
	gboolean partial; /* of a patch that fails, keep what applies, write .rej */
	gboolean remove;  /* unapply */
	gboolean dry;	  /* write nothing, and go on after a failure */
	void (*progress)(guint done, guint total, const char *name, gpointer data);
	gpointer progress_data;
};

struct push_report {
	GArray *steps;	   /* of struct stack_step */
	guint total;	   /* patches that were to be done */
	guint skipped;	   /* that quilt's state said were done before */
	char *interrupted; /* patch of a killed quilt push that was taken back */
};

/*
 * Does it. TRUE also when a patch failed: report->steps tells (stack_failure()),
 * and then nothing was written, or with partial all up to that patch. @report
 * is cleared with push_report_clear() in any case.
 */
gboolean push_series(struct tree *tree, const struct series *series,
		     const struct push_options *options, struct push_report *report,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void push_report_clear(struct push_report *report);
