/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines by which GNU patch knows diffs of other kinds than unified ones (pch.c,
 * intuit_diff_type() and get_ed_command_letter()). Lines have their newline, and no
 * blanks in front.
 */
#pragma once

#include <glib.h>

/*
 * The letter of a command as "diff -e" writes them, "12,15c" or "7d"; 0 for other
 * lines. What has no number in front is text here, though ed would take it.
 */
char diffkind_ed_command(const char *line, gsize len);

/* Whether the line is as "2,3c2" of a normal diff. */
gboolean diffkind_is_normal_command(const char *line, gsize len);
