#include "text.h"

#include <string.h>

static gsize count_lines(const char *data, gsize size)
{
	const char *end = data + size;
	gsize count = 0;

	for (const char *p = data; p < end; count++) {
		p = memchr(p, '\n', end - p);
		if (!p)
			return count + 1;
		p++;
	}
	return count;
}

void text_init(struct text *text, const char *data, gsize size)
{
	const char *end = data + size, *p = data;
	gsize i = 0;

	g_assert(size < TEXT_SIZE_MAX);
	text->data = data;
	text->size = size;
	text->count = count_lines(data, size);
	text->start = g_new(guint32, text->count + 1);
	while (i < text->count) {
		text->start[i++] = p - data;
		p = memchr(p, '\n', end - p);
		p = p ? p + 1 : end;
	}
	text->start[i] = size;
}

void text_clear(struct text *text)
{
	g_clear_pointer(&text->start, g_free);
	text->count = 0;
}
