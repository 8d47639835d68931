/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/visible.h"

#include <string.h>

/* Joiners and soft hyphens are invisible, but part of the spelling of words. */
static gboolean is_invisible(gunichar c)
{
	switch (g_unichar_type(c)) {
	case G_UNICODE_CONTROL:
	case G_UNICODE_LINE_SEPARATOR:
	case G_UNICODE_PARAGRAPH_SEPARATOR:
		return TRUE;
	case G_UNICODE_FORMAT:
		return c != 0x00ad && c != 0x200c && c != 0x200d;
	default:
		return FALSE;
	}
}

gsize visible_append(GString *out, const char *bytes, gsize length, const char *keep)
{
	gsize done = 0;

	while (done < length) {
		const char *at = bytes + done;
		gunichar c = g_utf8_get_char_validated(at, length - done);
		gsize size = c < 0x80 ? 1 : g_unichar_to_utf8(c, NULL);

		if (c == (gunichar)-2 && *at)
			return done;
		if ((c & 0x80000000) || !*at) {
			g_string_append_printf(out, "\\x%02x", (guchar)*at);
			size = 1;
		} else if (c < 0x80 && strchr(keep, c)) {
			g_string_append_c(out, c);
		} else if (is_invisible(c)) {
			g_string_append_printf(out, c < 0x80 ? "\\x%02x" : "\\u%04x",
					       c);
		} else {
			g_string_append_len(out, at, size);
		}
		done += size;
	}
	return done;
}

char *visible_text(const char *bytes, gssize length, const char *keep)
{
	gsize size = length < 0 ? strlen(bytes) : (gsize)length;
	GString *out = g_string_sized_new(size);

	for (gsize at = visible_append(out, bytes, size, keep); at < size; at++)
		g_string_append_printf(out, "\\x%02x", (guchar)bytes[at]);
	return g_string_free(out, FALSE);
}
