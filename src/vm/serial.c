/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/serial.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "util/error.h"

/* Longer lines are split for the callback, but never in the file. */
#define LINE_LIMIT 4096

struct serial {
	FILE *log;
	FILE *times;
	gint64 start;
	gint64 last;
	goffset offset; /* number of bytes so far */
	GString *line;	/* an incomplete line */
	gboolean at_start;
	serial_line on_line;
	gpointer user;
};

static FILE *open_in(const char *dir, const char *name, GError **error)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);
	FILE *file = fopen(path, "we");

	if (!file)
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", path,
			    g_strerror(errno));
	return file;
}

struct serial *serial_new(const char *dir, gint64 start, serial_line line,
			  gpointer user, GError **error)
{
	g_autoptr(Serial) console = g_new0(struct serial, 1);

	console->line = g_string_new(NULL);
	console->at_start = TRUE;
	console->start = start;
	console->last = start;
	console->on_line = line;
	console->user = user;
	console->log = open_in(dir, "console.log", error);
	if (!console->log)
		return NULL;
	console->times = open_in(dir, "console.times", error);
	if (!console->times)
		return NULL;
	return g_steal_pointer(&console);
}

void serial_free(struct serial *console)
{
	if (console->log)
		fclose(console->log);
	if (console->times)
		fclose(console->times);
	g_string_free(console->line, TRUE);
	g_free(console);
}

static void end_line(struct serial *console)
{
	gsize length = console->line->len;

	while (length && console->line->str[length - 1] == '\r')
		length--;
	g_string_truncate(console->line, length);
	console->on_line(console->line->str, console->user);
	g_string_truncate(console->line, 0);
	console->at_start = TRUE;
}

static void take_lines(struct serial *console, const char *bytes, gsize size)
{
	for (gsize i = 0; i < size; i++) {
		if (console->at_start) {
			fprintf(console->times, "%.6f %" G_GOFFSET_FORMAT "\n",
				(console->last - console->start) / 1e6,
				console->offset + (goffset)i);
			console->at_start = FALSE;
		}
		if (bytes[i] == '\n')
			end_line(console);
		else if (bytes[i] && console->line->len < LINE_LIMIT)
			g_string_append_c(console->line, bytes[i]);
	}
}

gboolean serial_take(struct serial *console, const char *bytes, gsize size,
		     GError **error)
{
	console->last = g_get_monotonic_time();
	if (fwrite(bytes, 1, size, console->log) != size || fflush(console->log)) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "console.log: %s",
			    g_strerror(errno));
		return FALSE;
	}
	take_lines(console, bytes, size);
	console->offset += size;
	return TRUE;
}

gint64 serial_last(const struct serial *console)
{
	return console->last;
}

goffset serial_size(const struct serial *console)
{
	return console->offset;
}

gboolean serial_close(struct serial *console, GError **error)
{
	FILE *log = g_steal_pointer(&console->log);
	FILE *times = g_steal_pointer(&console->times);
	int failed = fclose(log);

	if (fclose(times) || failed) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "console.log: %s",
			    g_strerror(errno));
		return FALSE;
	}
	return TRUE;
}
