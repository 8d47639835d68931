#include "text.h"

#include <string.h>

/* Of kernel source; a guess that is too low only costs a copy. */
#define BYTES_PER_LINE 24

void text_init(struct text *text, const char *data, gsize size)
{
	const char *end = data + size;
	gsize room = size / BYTES_PER_LINE + 16, i = 0;

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
