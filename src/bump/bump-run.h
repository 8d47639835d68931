/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs the stages of a bump one by one. */
#pragma once

#include "bump/bump-config.h"
#include "bump/bump-cve.h"
#include "bump/bump-series.h"

struct bump_run {
	struct bump *bump;
	gboolean go_on;	   /* turn edited files of a conflict into a decision */
	gboolean no_smoke; /* skip these stages */
	gboolean no_packages;

	GPtrArray *series;	     /* of struct bump_series; NULL: not carried yet */
	struct bump_series *stopped; /* in conflict, after KF_ERROR_NEGATIVE; or NULL */
};

void bump_run_clear(struct bump_run *run);

/*
 * Runs @stage and calls bump_mark(). Its report is stored in the state. Errors:
 * KF_ERROR_NEGATIVE and KF_ERROR_INVALID if a person must act, saying how; others as
 * those of the commands that do the same.
 */
gboolean bump_run_stage(struct bump_run *run, enum bump_stage stage,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns the reports of the stages without the message: configuration, CVEs, packages.
 * The caller frees it. */
char *bump_run_report(const struct bump *bump);
