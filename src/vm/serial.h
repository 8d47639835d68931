/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records the guest's serial console: all bytes go to one file, the arrival times of
 * lines to another, and complete lines to a callback.
 */
#pragma once

#include <glib.h>

typedef struct serial Serial;

/* @line has no end-of-line characters and is valid during the call. */
typedef void (*serial_line)(const char *line, gpointer user);

/*
 * Records to console.log and console.times in the directory @dir. A line of
 * console.times is "SECONDS OFFSET": the time since @start (g_get_monotonic_time()) at
 * which the line at byte OFFSET of console.log began to arrive. NULL with
 * KF_ERROR_SYSTEM if the files cannot be created.
 */
struct serial *serial_new(const char *dir, gint64 start, serial_line line,
			  gpointer user, GError **error);
void serial_free(struct serial *console);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Serial, serial_free)

/* Records @size bytes. FALSE with KF_ERROR_SYSTEM if the disk is full. */
gboolean serial_take(struct serial *console, const char *bytes, gsize size,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns when the last byte arrived (g_get_monotonic_time(), microseconds). */
gint64 serial_last(const struct serial *console);

/* Returns the number of bytes so far. */
goffset serial_size(const struct serial *console);

/* Flushes both files. FALSE with KF_ERROR_SYSTEM if that fails. */
gboolean serial_close(struct serial *console, GError **error) G_GNUC_WARN_UNUSED_RESULT;
