/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dates after file names in diffs. */
#pragma once

#include <glib.h>

/*
 * Whether @date is the epoch in some time zone, which means that the file does not
 * exist. diff writes local time, and POSIX lets it omit the zone, so anything from 25
 * hours before to 26 hours after counts, as in GNU patch (util.c, fetchname()). Accepts
 * "1970-01-01 00:00:00.000 +0000", shorter forms of it, and "Thu Jan 1 00:00:00 1970"
 * of ctime().
 */
gboolean diff_timestamp_is_epoch(const char *date);
