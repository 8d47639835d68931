/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Downloads a file by an external program, with progress. */
#pragma once

#include <glib.h>

/*
 * Runs @argv, which writes the file @path. Removes @path before, and after a failure.
 * @title and @size (bytes, 0: unknown) are for progress. Errors: KF_ERROR_SYSTEM with
 * the program's message.
 */
gboolean source_http_run(const char *const *argv, const char *path, const char *title,
			 guint64 size, GError **error);

/* Downloads @url (http, https, ftp, file) to @path by curl; otherwise as
 * source_http_run(). */
gboolean source_http_url(const char *url, const char *path, const char *title,
			 guint64 size, GError **error);
