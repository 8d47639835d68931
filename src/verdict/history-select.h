/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which runs, as a user writes it: BRANCH[/VARIANT][@WHEN]. WHEN is a kernel release
 * (6.1.187; 6.1.187-kferry1 is one, too), a day (2026-11-28), or days with one end open
 * or none: 2026-11-20..2026-11-28, 2026-11-20.., ..2026-11-28. Days are local time, and
 * both are included.
 */
#pragma once

#include "verdict/history.h"

/* A query and the strings that it refers to. */
struct history_selection {
	struct history_query query;
	char *branch, *variant, *release;
};

typedef struct history_selection HistorySelection;

/* Parses @text. NULL with KF_ERROR_INPUT, which names it. The caller frees it. */
struct history_selection *history_select(const char *text,
					 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The first second of the day @text (YYYY-MM-DD), or of the one after it if @next; -1
 * with KF_ERROR_INPUT. */
gint64 history_day(const char *text, gboolean next, GError **error);

void history_selection_free(struct history_selection *selection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HistorySelection, history_selection_free)
