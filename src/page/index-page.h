/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first page of a site: fixes by branches, and the newest verdicts. */
#pragma once

#include <glib.h>

#include "verdict/verdict.h"

/* A variant on the first page. */
struct index_variant {
	const struct verdict *verdict;
	char *date;	 /* of its newest run; NULL: never */
	char *page;	 /* href of the page of that run, or NULL */
	char *history;	 /* href of its history */
	GPtrArray *runs; /* struct history_run, newest first */
};

void index_variant_free(struct index_variant *variant);

/* The status of a fix on a branch, and its proof. */
struct index_fix {
	char *name, *branch;
	char *state; /* "clean, tried on 6.1.187", "declared superseded", ... */
	char *proof; /* "PASS 2026-11-28 13:31 by guarded", or NULL: not proved */
	char *class; /* "PASS", "FAIL", "INVALID", or "" */
};

void index_fix_free(struct index_fix *fix);

/* Returns the page with @fixes and @variants, created at @now (seconds since 1970); the
 * caller frees it. */
char *index_page(GPtrArray *fixes, GPtrArray *variants, gint64 now);
