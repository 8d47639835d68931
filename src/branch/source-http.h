/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Fetching one file by a program that can, with progress. */
#pragma once

#include <glib.h>

/*
 * Runs @argv, which writes the file @path (removed first, and again if it
 * fails). @title and @size (bytes, 0: unknown) are for progress. KF_ERROR_SYSTEM
 * with what the program said.
 */
gboolean source_http_run(const char *const *argv, const char *path, const char *title,
			 guint64 size, GError **error);

/* Fetches @url (http, https, ftp, file) to @path by curl; as source_http_run(). */
gboolean source_http_url(const char *url, const char *path, const char *title,
			 guint64 size, GError **error);
