/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A piece of text that belongs to something else: a line of a log, a name in it, a part
 * of a patch. It need not end with NUL, and is valid as long as that owner.
 */
#pragma once

#include <glib.h>
#include <string.h>

struct span {
	const char *data;
	gsize len;
};

/* All of @text without its NUL. */
static inline struct span span_of(const char *text)
{
	return (struct span){text, strlen(text)};
}

/* All of @bytes; NULL is empty. */
static inline struct span span_of_bytes(GBytes *bytes)
{
	gsize len = 0;
	const char *data = bytes ? g_bytes_get_data(bytes, &len) : NULL;

	return (struct span){data ?: "", len};
}

static inline gboolean span_equal(struct span a, struct span b)
{
	return a.len == b.len && (!a.len || !memcmp(a.data, b.data, a.len));
}

/* Whether @span equals @text, begins with it, or contains it. */
static inline gboolean span_is(struct span span, const char *text)
{
	return span_equal(span, span_of(text));
}

static inline gboolean span_begins(struct span span, const char *text)
{
	gsize len = strlen(text);

	return span.len >= len && !memcmp(span.data, text, len);
}

static inline gboolean span_has(struct span span, const char *text)
{
	return memmem(span.data, span.len, text, strlen(text)) != NULL;
}

/* Removes the first @count bytes, which must exist. */
static inline void span_drop(struct span *span, gsize count)
{
	span->data += count;
	span->len -= count;
}

/* Returns @span without blanks and newlines at both ends. */
static inline struct span span_bare(struct span span)
{
	while (span.len && g_ascii_isspace(*span.data))
		span_drop(&span, 1);
	while (span.len && g_ascii_isspace(span.data[span.len - 1]))
		span.len--;
	return span;
}

/* Returns a hash for tables in memory; it depends on the byte order of the machine. */
static inline guint32 span_hash(struct span span)
{
	guint64 hash = span.len, word;

	for (; span.len >= sizeof(word); span_drop(&span, sizeof(word))) {
		memcpy(&word, span.data, sizeof(word));
		hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 32;
	}
	word = 0;
	memcpy(&word, span.data, span.len);
	hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
	return hash >> 32;
}

/* Returns a copy that ends with NUL (or at the first NUL in @span); the caller frees
 * it. */
static inline char *span_dup(struct span span)
{
	return g_strndup(span.data, span.len);
}

static inline void span_append(GString *out, struct span span)
{
	g_string_append_len(out, span.data, span.len);
}
