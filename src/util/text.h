/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A buffer with an index of its lines. Lines are counted from 1, as in patches. A
 * line's length includes its newline, which the last one may lack.
 */
#pragma once

#include "util/span.h"

struct text {
	const char *data; /* borrowed: must outlive the text */
	gsize size;
	gsize count;	/* number of lines; 0 for an empty buffer */
	guint32 *start; /* start[i] = offset of line i + 1; start[count] = size */
};

/* Offsets have 32 bits; no source file is larger. */
#define TEXT_SIZE_MAX ((gsize)G_MAXUINT32)

/* Indexes @size bytes at @data, which stay the caller's. @size must be below
 * TEXT_SIZE_MAX. Free with text_clear(). */
void text_init(struct text *text, const char *data, gsize size);
/* The same for @bytes, which must outlive @text; NULL is empty. */
void text_init_bytes(struct text *text, GBytes *bytes);
void text_clear(struct text *text);

/* Whether a line of @text equals @line, ignoring blanks at both ends. */
gboolean text_has_line(struct span text, struct span line);

/* Returns line @line and its length. A line that does not exist has length 0, as in
 * ifetch() of GNU patch: an empty pattern line "matches" outside of the file. */
static inline const char *text_line(const struct text *text, gint64 line, gsize *len)
{
	if (line < 1 || (guint64)line > text->count) {
		*len = 0;
		return "";
	}
	*len = text->start[line] - text->start[line - 1];
	return text->data + text->start[line - 1];
}

/* Returns @count whole lines from line @first on, which must exist; counted from 0
 * here, as in diff_lines(). */
static inline struct span text_lines(const struct text *text, gint64 first,
				     gint64 count)
{
	guint32 from = text->start[first], to = text->start[first + count];

	return (struct span){text->data + from, to - from};
}

static inline struct span text_span(const struct text *text)
{
	return (struct span){text->data, text->size};
}
