/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/diff-timestamp.h"

#include <stdio.h>
#include <string.h>

/* Parses "+0130" or "-0800" at @s to seconds; 0 if there is none. */
static gint64 zone_offset(const char *s)
{
	int hours, minutes;
	char sign;

	if (sscanf(s, " %c%2d%2d", &sign, &hours, &minutes) != 3 ||
	    (sign != '+' && sign != '-'))
		return 0;
	return (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

static gboolean near_epoch(int year, int month, int day, const int clock[3],
			   gint64 offset)
{
	g_autoptr(GDateTime) date = NULL;
	gint64 seconds;

	if (year != 1969 && year != 1970)
		return FALSE;
	date = g_date_time_new_utc(year, month, day, clock[0], clock[1], clock[2]);
	if (!date)
		return FALSE;
	seconds = g_date_time_to_unix(date) - offset;
	return seconds > -25 * 3600 && seconds < 26 * 3600;
}

static gboolean iso_is_epoch(const char *s, gboolean *iso)
{
	int year, month, day, n = 0, clock[3] = {0};

	*iso = sscanf(s, " %4d-%2d-%2d%n", &year, &month, &day, &n) == 3;
	if (!*iso)
		return FALSE;
	s += n;
	n = 0;
	if (sscanf(s, " %2d:%2d%n", &clock[0], &clock[1], &n) == 2) {
		s += n;
		if (sscanf(s, ":%2d%n", &clock[2], &n) == 1)
			s += n;
		s += strspn(s, ".0123456789");
	}
	return near_epoch(year, month, day, clock, zone_offset(s));
}

static gboolean ctime_is_epoch(const char *s)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int year, day, n = 0, clock[3];
	char name[4];
	const char *month;

	if (sscanf(s, " %*3[A-Za-z] %3[A-Za-z] %d %2d:%2d:%2d%n", name, &day, &clock[0],
		   &clock[1], &clock[2], &n) != 5)
		return FALSE;
	s += n;
	n = 0;
	if (sscanf(s, " %*5[A-Z]%n", &n) == 0 && n)
		s += n;
	if (sscanf(s, " %4d%n", &year, &n) != 1)
		return FALSE;
	month = strstr(months, name);
	if (!month)
		return FALSE;
	return near_epoch(year, (month - months) / 3 + 1, day, clock,
			  zone_offset(s + n));
}

gboolean diff_timestamp_is_epoch(const char *date)
{
	gboolean iso;
	gboolean epoch = iso_is_epoch(date, &iso);

	return iso ? epoch : ctime_is_epoch(date);
}
