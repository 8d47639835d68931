/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/text.h"

#include <string.h>

/* For kernel source; a low guess only costs a copy. */
#define BYTES_PER_LINE 24

void text_init(struct text *text, const char *data, gsize size)
{
	gsize room = size / BYTES_PER_LINE + 16, i = 0;
	const char *end;

	if (!data)
		data = ""; /* for an empty buffer */
	end = data + size;
	g_assert(size < TEXT_SIZE_MAX);
	text->data = data;
	text->size = size;
	text->start = g_new(guint32, room);
	for (const char *p = data; p < end; p = p ? p + 1 : end) {
		if (i + 1 == room)
			text->start = g_renew(guint32, text->start, room *= 2);
		text->start[i++] = p - data;
		p = memchr(p, '\n', end - p);
	}
	text->count = i;
	text->start[i] = size;
}

void text_clear(struct text *text)
{
	g_clear_pointer(&text->start, g_free);
	text->count = 0;
}

void text_init_bytes(struct text *text, GBytes *bytes)
{
	gsize size = 0;
	const char *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;

	text_init(text, data ?: "", size);
}

/* Whether the @len bytes at @at are a whole line, ignoring blanks. */
static gboolean is_whole_line(struct span text, const char *at, gsize len)
{
	const char *end = text.data + text.len;

	for (const char *c = at; c > text.data && c[-1] != '\n'; c--)
		if (!g_ascii_isspace(c[-1]))
			return FALSE;
	for (const char *c = at + len; c < end && *c != '\n'; c++)
		if (!g_ascii_isspace(*c))
			return FALSE;
	return TRUE;
}

gboolean text_has_line(struct span text, struct span line)
{
	const char *at = text.data, *end = text.data + text.len;

	line = span_bare(line);
	while (line.len && (at = memmem(at, end - at, line.data, line.len))) {
		if (is_whole_line(text, at, line.len))
			return TRUE;
		at += line.len;
	}
	return FALSE;
}
