/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The guest's serial console as the host receives it: every byte goes to a
 * file as it came, each line's arrival to a second one, complete lines to a
 * callback.
 */
#pragma once

#include <glib.h>

typedef struct serial Serial;

/* @line has no end-of-line characters and is valid during the call. */
typedef void (*serial_line)(const char *line, gpointer user);

/*
 * Records into console.log and console.times of the directory @dir. A line of
 * console.times is "SECONDS OFFSET": the host's time since @start (of
 * g_get_monotonic_time()) when the line that begins at byte OFFSET of
 * console.log began to arrive. NULL and @error (KF_ERROR_SYSTEM) if the files
 * cannot be made.
 */
struct serial *serial_new(const char *dir, gint64 start, serial_line line,
			  gpointer user, GError **error);
void serial_free(struct serial *console);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Serial, serial_free)

/* Takes @size bytes. FALSE and @error (KF_ERROR_SYSTEM) on a full disk. */
gboolean serial_take(struct serial *console, const char *bytes, gsize size,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* When the last byte came, in microseconds of g_get_monotonic_time(). */
gint64 serial_last(const struct serial *console);

/* Bytes taken so far. */
goffset serial_size(const struct serial *console);

/* Flushes both files; FALSE and @error (KF_ERROR_SYSTEM) if that fails. */
gboolean serial_close(struct serial *console, GError **error) G_GNUC_WARN_UNUSED_RESULT;
