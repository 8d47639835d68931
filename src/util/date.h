/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dates as text. What is returned is to be freed by the caller. */
#pragma once

#include <glib.h>

/* Of seconds since 1970, for people, by the local clock: "2026-11-28", "2026-11-28 17:20"; "unknown" of 0 or less. */
char *date_day(gint64 seconds);
char *date_minute(gint64 seconds);

/* For programs: "2026-11-28T17:20:00Z" (ISO 8601, UTC). What is no date is 1970. */
char *date_utc(gint64 seconds);

/* Today in UTC, as people write days into files: "2026-12-31". Such texts sort as days do. */
char *date_today(void);

/* Whether @text is a day of the calendar, written so. */
gboolean date_is_day(const char *text);
