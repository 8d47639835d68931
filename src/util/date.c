/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/date.h"

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
