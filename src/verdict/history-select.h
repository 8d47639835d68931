/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parses the user's selection of runs: BRANCH[/VARIANT][@WHEN]. WHEN is a kernel
 * release (6.1.187; also 6.1.187-kferry1), a day (2026-11-28), or a range of days:
 * 2026-11-20..2026-11-28, 2026-11-20.., ..2026-11-28. Days are local time; ranges
 * include both ends.
 */
#pragma once

#include "verdict/history.h"

/* A query with the strings that it points to. */
struct history_selection {
	struct history_query query;
	char *branch, *variant, *release;
};

typedef struct history_selection HistorySelection;

/* Parses @text. Returns NULL with KF_ERROR_INPUT, which contains it. The caller frees
 * it. */
struct history_selection *history_select(const char *text,
					 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns the first second of the day @text (YYYY-MM-DD), or of the next day if @next;
 * -1 with KF_ERROR_INPUT. */
gint64 history_day(const char *text, gboolean next, GError **error);

void history_selection_free(struct history_selection *selection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HistorySelection, history_selection_free)
