/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/history-select.h"

#include <stdio.h>
#include <string.h>

#include "arch/arch.h"
#include "util/error.h"

void history_selection_free(struct history_selection *selection)
{
	g_free(selection->branch);
	g_free(selection->variant);
	g_free(selection->release);
	g_free(selection);
}

static gboolean looks_like_day(const char *text)
{
	static const char form[] = "0000-00-00";

	if (strlen(text) != strlen(form))
		return FALSE;
	for (gsize i = 0; form[i]; i++)
		if (form[i] == '0' ? !g_ascii_isdigit(text[i]) : text[i] != form[i])
			return FALSE;
	return TRUE;
}

gint64 history_day(const char *text, gboolean next, GError **error)
{
	g_autoptr(GDateTime) day = NULL;
	g_autoptr(GDateTime) after = NULL;

	if (looks_like_day(text))
		day = g_date_time_new_local(atoi(text), atoi(text + 5), atoi(text + 8),
					    0, 0, 0);
	if (!day) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "'%s' is not a date (expected YYYY-MM-DD)", text);
		return -1;
	}
	after = g_date_time_add_days(day, next ? 1 : 0);
	return g_date_time_to_unix(after);
}

/* Parses @when: a day, a range of days, or else a release. */
static gboolean set_when(struct history_selection *selection, const char *when,
			 GError **error)
{
	const char *dots = strstr(when, "..");
	g_autofree char *from = dots ? g_strndup(when, dots - when) : NULL;
	const char *to = dots ? dots + strlen("..") : when;
	struct history_query *query = &selection->query;

	if (!dots && !looks_like_day(when)) {
		query->release = selection->release = g_strdup(when);
		return TRUE;
	}
	if (!dots)
		from = g_strdup(when);
	if (*from && (query->since = history_day(from, FALSE, error)) < 0)
		return FALSE;
	return !*to || (query->until = history_day(to, TRUE, error)) >= 0;
}

/* Returns the @ before a release or a day; one before an architecture belongs to the
 * branch. */
static const char *find_when(const char *text)
{
	const char *at = strchr(text, '@');
	g_autofree char *word = at ? g_strndup(at + 1, strcspn(at + 1, "@/")) : NULL;

	return word && arch_by_name(word) ? strchr(at + 1, '@') : at;
}

struct history_selection *history_select(const char *text, GError **error)
{
	g_autoptr(HistorySelection) selection = g_new0(struct history_selection, 1);
	const char *at = find_when(text);
	g_autofree char *name = at ? g_strndup(text, at - text) : g_strdup(text);
	char *slash = strchr(name, '/');

	if (slash) {
		*slash = '\0';
		selection->query.variant = selection->variant = g_strdup(slash + 1);
	}
	selection->query.branch = selection->branch = g_strdup(name);
	if (!*name || (slash && !slash[1]) || (at && !at[1])) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "'%s' does not select runs (expected "
			    "BRANCH[/VARIANT][@RELEASE or @DAY])",
			    text);
		return NULL;
	}
	if (at && !set_when(selection, at + 1, error))
		return NULL;
	return g_steal_pointer(&selection);
}
