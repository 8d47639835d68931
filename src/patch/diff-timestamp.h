/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The dates that diff writes after file names. */
#pragma once

#include <glib.h>

/*
 * Whether @date is the epoch somewhere on earth: then the header says that the
 * file does not exist. diff writes local time and POSIX lets the zone be
 * omitted, so anything from 25 hours before to 26 hours after counts, as in GNU
 * patch (util.c, fetchname()). Understands "1970-01-01 00:00:00.000 +0000",
 * shorter forms of it, and ctime()'s "Thu Jan  1 00:00:00 1970".
 */
gboolean diff_timestamp_is_epoch(const char *date);
