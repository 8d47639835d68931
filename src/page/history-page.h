/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page with a variant's history, and the strip that represents it in a table. */
#pragma once

#include <glib.h>

#include "verdict/history.h"

/* Returns the page with @runs (struct history_run, newest first) of @variant of
 * @branch, which has @total runs; the caller frees it. */
char *history_page(const char *branch, const char *variant, GPtrArray *runs,
		   guint total, const char *up);

/* Appends a bar for each of the newest @count of @runs, oldest first. */
void history_strip(GString *page, GPtrArray *runs, guint count);
