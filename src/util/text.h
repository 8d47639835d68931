/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A buffer and where its lines begin. Lines are counted from 1, as patches do;
 * a line's length includes its newline, and the last one may have none.
 */
#pragma once

#include "util/span.h"

struct text {
	const char *data; /* borrowed: must outlive the text */
	gsize size;
	gsize count;	/* number of lines; 0 for an empty buffer */
	guint32 *start; /* start[i] = offset of line i + 1; start[count] = size */
};

/* Offsets are kept in 32 bits; nothing that big is source code. */
#define TEXT_SIZE_MAX ((gsize)G_MAXUINT32)

/*
 * Indexes @size bytes at @data, which stay the caller's. @size must be below
 * TEXT_SIZE_MAX. Free with text_clear().
 */
void text_init(struct text *text, const char *data, gsize size);
/* The same of @bytes, which must outlive the text; NULL is empty. */
void text_init_bytes(struct text *text, GBytes *bytes);
void text_clear(struct text *text);

/* Whether one of the lines of @text is @line, but for blanks at both ends. */
gboolean text_has_line(struct span text, struct span line);

/*
 * Line @line and its length. A line that is not there has length 0, as GNU
 * patch's ifetch() has it: an empty pattern line "matches" outside the file.
 */
static inline const char *text_line(const struct text *text, gint64 line, gsize *len)
{
	if (line < 1 || (guint64)line > text->count) {
		*len = 0;
		return "";
	}
	*len = text->start[line] - text->start[line - 1];
	return text->data + text->start[line - 1];
}

/* @count whole lines from line @first, which must be there; from 0 here, as in diff_lines(). */
static inline struct span text_lines(const struct text *text, gint64 first,
				     gint64 count)
{
	guint32 from = text->start[first], to = text->start[first + count];

	return (struct span){text->data + from, to - from};
}

/* All of it. */
static inline struct span text_span(const struct text *text)
{
	return (struct span){text->data, text->size};
}
