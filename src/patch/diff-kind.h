/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines by which GNU patch recognizes diffs that are not unified (pch.c,
 * intuit_diff_type() and get_ed_command_letter()). Lines include their newline, and
 * must not start with blanks.
 */
#pragma once

#include <glib.h>

/* Returns the letter of a command as "diff -e" writes it ("12,15c", "7d"), or 0 for
 * other lines. A command without a number is text here, though ed would accept it. */
char diffkind_ed_command(const char *line, gsize len);

/* Whether the line is a command of a normal diff, such as "2,3c2". */
gboolean diffkind_is_normal_command(const char *line, gsize len);
