/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Titles as the field gives them: without what differs from one occurrence of a
 * bug to the next. The replacements are those of syzkaller, in its order.
 */
#pragma once

#include <glib.h>

#define TITLE_MAX 120

/*
 * Returns @raw with addresses, line numbers, CPU numbers, function offsets, IP
 * addresses and other numbers replaced by words, of printable ASCII, blanks
 * single, and cut to TITLE_MAX bytes before that.
 */
char *title_normalize(const char *raw);

/* Whether a console timestamp has got into @raw: two lines were mixed. */
gboolean title_is_mixed(const char *raw);
