/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/glob.h"

GPatternSpec *glob_new(const char *glob)
{
	g_autofree char *valid = g_utf8_make_valid(glob, -1);

	return g_pattern_spec_new(valid);
}

gboolean glob_matches(GPatternSpec *glob, const char *text)
{
	g_autofree char *valid = NULL;

	if (!g_utf8_validate(text, -1, NULL))
		text = valid = g_utf8_make_valid(text, -1);
	return g_pattern_spec_match_string(glob, text);
}

gboolean glob_matches_text(const char *glob, const char *text)
{
	g_autoptr(GPatternSpec) spec = glob_new(glob);

	return glob_matches(spec, text);
}
