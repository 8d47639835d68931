/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first page of a site: fixes on branches, and the newest verdicts. */
#pragma once

#include <glib.h>

#include "verdict/verdict.h"

/* A variant as the first page shows it. */
struct index_variant {
	const struct verdict *verdict;
	char *date;	 /* of its newest run; NULL: never */
	char *page;	 /* href of the page of that run, or NULL */
	char *history;	 /* href of its history */
	GPtrArray *runs; /* struct history_run, the newest first */
};

void index_variant_free(struct index_variant *variant);

/* How a fix stands on a branch: what is known and how, and the proof. */
struct index_fix {
	char *name, *branch;
	char *state; /* "clean, tried on 6.1.187", "declared superseded", ... */
	char *proof; /* "PASS 2026-11-28 13:31 by guarded", or NULL: never proved */
	char *class; /* "PASS", "FAIL", "INVALID", or "" */
};

void index_fix_free(struct index_fix *fix);

/* The page of @fixes and @variants, made at @now (seconds since the epoch); to be freed. */
char *index_page(GPtrArray *fixes, GPtrArray *variants, gint64 now);
