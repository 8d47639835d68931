/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GLib's patterns ('*', '?') for untrusted text: GLib itself reads beyond the end of
 * invalid UTF-8, or aborts.
 */
#pragma once

#include <glib.h>

/* Of the bytes @glob, to be freed by g_pattern_spec_free(). */
GPatternSpec *glob_new(const char *glob);

/* Whether @glob matches all of the bytes @text; what is no UTF-8 in either is as
 * U+FFFD. */
gboolean glob_matches(GPatternSpec *glob, const char *text);

/* The same of a pattern that is used once. */
gboolean glob_matches_text(const char *glob, const char *text);
