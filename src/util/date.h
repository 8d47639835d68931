/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dates as text, of seconds since 1970. The caller frees them. */
#pragma once

#include <glib.h>

/* For people, by the local clock: "2026-11-28", "2026-11-28 17:20"; "unknown" of 0 or less. */
char *date_day(gint64 seconds);
char *date_minute(gint64 seconds);

/* For programs: "2026-11-28T17:20:00Z" (ISO 8601, UTC). What is no date is 1970. */
char *date_utc(gint64 seconds);
