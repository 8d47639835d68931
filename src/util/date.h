/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dates as text. The caller frees what these functions return. */
#pragma once

#include <glib.h>

/* @seconds since 1970 for people, in local time: "2026-11-28" and "2026-11-28 17:20". 0
 * or less is "unknown". */
char *date_day(gint64 seconds);
char *date_minute(gint64 seconds);

/* @seconds since 1970 for programs, in UTC (ISO 8601): "2026-11-28T17:20:00Z". A value
 * out of range is 1970. */
char *date_utc(gint64 seconds);

/* Today in UTC: "2026-12-31". Such strings sort by date. */
char *date_today(void);

/* Whether @text is a valid date in this form. */
gboolean date_is_day(const char *text);
