/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/terminal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "util/visible.h"

/* A guarded stream. */
static struct guard {
	int fd;
	gboolean on;
	GString *rest; /* first bytes of an incomplete character */
} guards[] = {{STDOUT_FILENO, FALSE, NULL}, {STDERR_FILENO, FALSE, NULL}};

static struct guard *guard_of(FILE *out)
{
	return &guards[out == stderr];
}

static gboolean write_all(int fd, const char *text, gsize size)
{
	while (size) {
		ssize_t n = write(fd, text, size);

		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return FALSE;
		if (n > 0) {
			text += n;
			size -= n;
		}
	}
	return TRUE;
}

/* Removes the CR of line ends, as on serial consoles. */
static void drop_returns(GString *text)
{
	g_string_replace(text, "\r\n", "\n", 0);
}

static ssize_t guard_write(void *cookie, const char *bytes, size_t size)
{
	struct guard *guard = cookie;
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_append_len(guard->rest, bytes, size);
	drop_returns(guard->rest);
	g_string_erase(
		guard->rest, 0,
		visible_append(text, guard->rest->str, guard->rest->len, "\t\n"));
	return write_all(guard->fd, text->str, text->len) ? (ssize_t)size : 0;
}

static void guard_stream(FILE **stream, struct guard *guard, int buffering)
{
	const cookie_io_functions_t functions = {.write = guard_write};
	FILE *guarded = isatty(guard->fd) ? fopencookie(guard, "w", functions) : NULL;

	if (!guarded)
		return;
	setvbuf(guarded, NULL, buffering, 0);
	guard->rest = g_string_new(NULL);
	guard->on = TRUE;
	*stream = guarded;
}

void terminal_guard(void)
{
	guard_stream(&stdout, &guards[0], _IOLBF);
	guard_stream(&stderr, &guards[1], _IONBF);
}

gboolean terminal_is(FILE *out)
{
	return isatty(guard_of(out)->fd);
}

void terminal_control(FILE *out, const char *sequence)
{
	const struct guard *guard = guard_of(out);

	fflush(out);
	if (!guard->on)
		fputs(sequence, out);
	else if (!write_all(guard->fd, sequence, strlen(sequence)))
		return;
}
