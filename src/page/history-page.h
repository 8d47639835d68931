/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The page of a variant's history, and the strip that stands for it in a table. */
#pragma once

#include <glib.h>

#include "verdict/history.h"

/*
 * The page of @runs (struct history_run, the newest first) of @variant of @branch, of which
 * there may be @total - so many more. To be freed.
 */
char *history_page(const char *branch, const char *variant, GPtrArray *runs,
		   guint total, const char *up);

/* Appends a bar for each of the newest @count of @runs, the oldest first. */
void history_strip(GString *page, GPtrArray *runs, guint count);
