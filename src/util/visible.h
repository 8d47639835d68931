/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes untrusted bytes fit to be displayed. A name, a subject or a console line may
 * contain sequences that move the cursor, change colours or reverse the order of the
 * text around them.
 */
#pragma once

#include <glib.h>

/*
 * Returns @length bytes (-1: up to the NUL) as UTF-8 text; the caller frees it. Control
 * characters (including C1), direction marks, other invisible characters and line
 * separators are shown as "\x1b" or "\u202e", invalid UTF-8 as "\xff". Characters in
 * @keep are left alone.
 */
char *visible_text(const char *bytes, gssize length, const char *keep);

/*
 * Appends the same to @out, as far as @bytes are complete: a character that is cut off
 * at the end may continue in the next call. Returns the number of bytes that were used.
 */
gsize visible_append(GString *out, const char *bytes, gsize length, const char *keep);
