/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/diff-kind.h"

#include <string.h>

/* Returns what follows "12" or "12,15" at @s, or NULL if there is none. */
static const char *skip_range(const char *s, const char *end)
{
	const char *begin = s;

	while (s < end && g_ascii_isdigit(*s))
		s++;
	if (s == begin)
		return NULL;
	if (s + 1 < end && *s == ',' && g_ascii_isdigit(s[1]))
		for (s++; s < end && g_ascii_isdigit(*s); s++)
			;
	return s < end ? s : NULL;
}

static gboolean is_blank(const char *s, const char *end)
{
	while (s < end && (*s == ' ' || *s == '\t' || *s == '\r'))
		s++;
	return s + 1 == end && *s == '\n';
}

char diffkind_ed_command(const char *line, gsize len)
{
	const char *end = line + len, *s = skip_range(line, end);

	if (!s || !strchr("acdi", *s) || !is_blank(s + 1, end))
		return 0;
	if ((*s == 'a' || *s == 'i') && memchr(line, ',', s - line))
		return 0;
	return *s;
}

gboolean diffkind_is_normal_command(const char *line, gsize len)
{
	const char *end = line + len, *s = skip_range(line, end);

	if (!s || !strchr("acd", *s))
		return FALSE;
	s = skip_range(s + 1, end);
	return s && is_blank(s, end);
}
