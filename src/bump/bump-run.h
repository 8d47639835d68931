/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The stages of a bump, run one by one. */
#pragma once

#include "bump/bump-config.h"
#include "bump/bump-cve.h"
#include "bump/bump-series.h"

struct bump_run {
	struct bump *bump;
	gboolean go_on; /* take edited files of a conflict as the decision about it */
	gboolean no_smoke; /* leave these out */
	gboolean no_packages;

	GPtrArray *series;	     /* of struct bump_series; NULL: not carried yet */
	struct bump_series *stopped; /* in conflict, after KF_ERROR_NEGATIVE; or NULL */
};

void bump_run_clear(struct bump_run *run);

/*
 * Runs @stage, of which bump_mark() is then told. Each leaves what it has to say in the
 * state. Errors: KF_ERROR_NEGATIVE and KF_ERROR_INVALID where a person is needed, saying
 * for what; others as of the commands that do the same.
 */
gboolean bump_run_stage(struct bump_run *run, enum bump_stage stage,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What the stages had to say, the message aside: configuration, CVEs, packages. Free it. */
char *bump_run_report(const struct bump *bump);
