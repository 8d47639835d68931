/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A log file that is mapped, not read, so that a large log needs no memory. */
#pragma once

#include <glib.h>

struct logfile {
	const char *text;
	gsize len;
};

/* Maps the file @path, or standard input for "-". A pipe is first copied to an unnamed
 * temporary file. Returns FALSE and sets @error on failure. */
gboolean logfile_open(struct logfile *log, const char *path, GError **error);
void logfile_close(struct logfile *log);
