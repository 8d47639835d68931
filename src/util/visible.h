/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes of somebody else, made fit to be looked at. A name, a subject or a line of a
 * console may hold what moves the cursor, changes colours or turns the order of what
 * stands around it.
 */
#pragma once

#include <glib.h>

/*
 * @length bytes (-1: to the NUL) as UTF-8 text, to be freed. Control characters, C1
 * among them, marks of direction and other invisible ones, and line separators are
 * shown as
 * "\x1b" or "\u202e", bytes that are no UTF-8 as "\xff"; those in @keep are left alone.
 */
char *visible_text(const char *bytes, gssize length, const char *keep);

/*
 * The same of as much of @bytes as is certain, appended to @out: a character that is
 * not complete at the end may come with what follows. Returns how many bytes that was.
 */
gsize visible_append(GString *out, const char *bytes, gsize length, const char *keep);
