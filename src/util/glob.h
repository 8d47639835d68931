/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Patterns of GLib ('*', '?') for untrusted text. GLib itself reads past the end of
 * invalid UTF-8, or aborts.
 */
#pragma once

#include <glib.h>

/* Compiles the bytes @glob; free with g_pattern_spec_free(). */
GPatternSpec *glob_new(const char *glob);

/* Whether @glob matches all of the bytes @text. Invalid UTF-8 in either counts as
 * U+FFFD. */
gboolean glob_matches(GPatternSpec *glob, const char *text);

/* The same for a pattern that is used once. */
gboolean glob_matches_text(const char *glob, const char *text);
