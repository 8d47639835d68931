/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page of a run: the verdict and its reasons, what was run, the reports explained and
 * drawn, the tests, and the console with its reports marked.
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
	const char *coverage;	       /* href of the page of coverage, or NULL */
	const char *history;	       /* href of the variant's history */
	const char *up;		       /* href of the first page */
};

/* The page, to be freed. What cannot be read of the run directory is said there. */
char *run_page(const struct run_page *in);
