/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/date.h"

#include <string.h>

static char *local(gint64 seconds, const char *form)
{
	g_autoptr(GDateTime) time =
		seconds > 0 ? g_date_time_new_from_unix_local(seconds) : NULL;

	return time ? g_date_time_format(time, form) : g_strdup("unknown");
}

char *date_day(gint64 seconds)
{
	return local(seconds, "%Y-%m-%d");
}

char *date_minute(gint64 seconds)
{
	return local(seconds, "%Y-%m-%d %H:%M");
}

char *date_utc(gint64 seconds)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);

	return time ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ")
		    : g_strdup("1970-01-01T00:00:00Z");
}

char *date_today(void)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();

	return g_date_time_format(now, "%Y-%m-%d");
}

gboolean date_is_day(const char *text)
{
	static const char form[] = "0000-00-00";
	guint year, month, day;

	if (strlen(text) != strlen(form))
		return FALSE;
	for (gsize i = 0; form[i]; i++)
		if (form[i] == '0' ? !g_ascii_isdigit(text[i]) : text[i] != form[i])
			return FALSE;
	year = g_ascii_strtoull(text, NULL, 10);
	month = g_ascii_strtoull(text + 5, NULL, 10);
	day = g_ascii_strtoull(text + 8, NULL, 10);
	return g_date_valid_dmy(day, month, year);
}
