/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A log that is mapped instead of read, so that a large log needs no memory. */
#pragma once

#include <glib.h>

struct logfile {
	const char *text;
	gsize len;
};

/*
 * Maps the file @path, or standard input for "-"; a pipe is first copied to a
 * temporary file without a name. FALSE with @error set when that fails.
 */
gboolean logfile_open(struct logfile *log, const char *path, GError **error);
void logfile_close(struct logfile *log);
