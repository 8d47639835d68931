/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Normalizes titles as syzkaller does: removes what differs between occurrences of a
 * bug. The replacements are those of syzkaller, in its order.
 */
#pragma once

#include <glib.h>

#define TITLE_MAX 120

/*
 * Returns @raw, cut to TITLE_MAX bytes, as printable ASCII with single blanks, and with
 * addresses, line numbers, CPU numbers, function offsets, IP addresses and other
 * numbers replaced by words. The caller frees it.
 */
char *title_normalize(const char *raw);

/* Whether @raw contains a console timestamp: two lines were mixed. */
gboolean title_is_mixed(const char *raw);
