/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page of a run: the verdict with reasons, what was run, the reports with
 * explanations and diagrams, the tests, and the console with the reports marked.
 */
#pragma once

#include <glib.h>

#include "verdict/history.h"
#include "verdict/verdict.h"

struct run_page {
	const char *dir; /* the run directory */
	const struct verdict *verdict;
	const struct history_run *run; /* NULL: there is no finished run in @dir */
	const char *date;	       /* of the run, for people */
	const char *coverage;	       /* href of the coverage page, or NULL */
	const char *history;	       /* href of the variant's history */
	const char *up;		       /* href of the first page */
};

/* Returns the page; the caller frees it. It mentions what cannot be read in the run
 * directory. */
char *run_page(const struct run_page *in);
