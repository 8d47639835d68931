/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/title-normalize.h"

#include <string.h>

/* Each of these functions examines @p, in the text that starts at @begin, and returns
 * how many bytes it replaces, or 0; it appends the replacement to @out. */
typedef gsize replacement(const char *begin, const char *p, GString *out);

static gboolean is_word(char ch)
{
	return g_ascii_isalnum(ch) || ch == '_';
}

static gsize digits(const char *p)
{
	gsize n = 0;

	while (g_ascii_isdigit(p[n]))
		n++;
	return n;
}

static gsize lower_hex(const char *p)
{
	return strspn(p, "0123456789abcdef");
}

/* "/12" or ":12" after a process name */
static gsize ordinal(const char *p)
{
	return (*p == '/' || *p == ':') && digits(p + 1) ? 1 + digits(p + 1) : 0;
}

static gsize replace_executor(const char *begin, const char *p, GString *out)
{
	static const char name[] = "syz-executor";
	gsize len = sizeof(name) - 1, count;

	if (strncmp(p, name, len))
		return 0;
	if (p[len] == '.' && digits(p + len + 1))
		len++;
	count = digits(p + len);
	if (!count)
		return 0;
	g_string_append(out, name);
	return len + count + ordinal(p + len + count);
}

static gsize replace_process(const char *begin, const char *p, GString *out)
{
	static const char name[] = "syzkaller";
	gsize len = sizeof(name) - 1, count;

	if (strncmp(p, name, len) || !(count = digits(p + len)))
		return 0;
	g_string_append(out, name);
	return len + count + ordinal(p + len + count);
}

static gsize replace_address(const char *begin, const char *p, GString *out)
{
	gsize count, hex = 0;

	if (g_ascii_isalnum(*p))
		return 0;
	if (p[1] == '0' && p[2] == 'x')
		hex = 2;
	count = lower_hex(p + 1 + hex);
	if (count < 6)
		return 0;
	g_string_append_c(out, *p);
	g_string_append(out, "ADDR");
	return 1 + hex + count;
}

static gsize replace_ip(const char *begin, const char *p, GString *out)
{
	gsize len = 0;

	for (guint i = 0; i < 4; i++) {
		gsize count = MIN(digits(p + len), 3);

		if (!count || (i < 3 && p[len + count] != '.'))
			return 0;
		len += count + (i < 3);
	}
	g_string_append(out, "IP");
	return len;
}

static gsize replace_line(const char *begin, const char *p, GString *out)
{
	gsize len = 1, numbers;

	if (*p != '.')
		return 0;
	while (is_word(p[len]))
		len++;
	if (len == 1)
		return 0;
	for (numbers = len; p[numbers] == ':' && digits(p + numbers + 1);)
		numbers += 1 + digits(p + numbers + 1);
	if (numbers == len)
		return 0;
	g_string_append_len(out, p, len);
	g_string_append(out, ":LINE");
	return numbers;
}

static gsize offset_part(const char *p, char before)
{
	gsize len = 3;

	if (p[0] != before || p[1] != '0' || p[2] != 'x')
		return 0;
	while (g_ascii_isdigit(p[len]) || g_ascii_islower(p[len]))
		len++;
	return len > 3 ? len : 0;
}

static gsize replace_offset(const char *begin, const char *p, GString *out)
{
	gsize first = offset_part(p, '+'), second;

	if (!first || p - begin < 2 || !(is_word(p[-1]) || p[-1] == '.'))
		return 0;
	second = offset_part(p + first, '/');
	return second ? first + second : 0;
}

static gsize replace_cpu(const char *begin, const char *p, GString *out)
{
	if (strncmp(p, "CPU#", 4) || !digits(p + 4))
		return 0;
	g_string_append(out, "CPU");
	return 4 + digits(p + 4);
}

static gsize replace_number(const char *begin, const char *p, GString *out)
{
	gsize count = digits(p);

	if (!count || p == begin || is_word(p[-1]) || is_word(p[count]))
		return 0;
	g_string_append(out, "NUM");
	return count;
}

static gsize replace_long_number(const char *begin, const char *p, GString *out)
{
	gsize count = digits(p);

	if (count < 7)
		return 0;
	g_string_append(out, "NUM");
	return count;
}

static char *replace_all(char *text, replacement *replace)
{
	GString *out = g_string_new(NULL);

	for (const char *p = text; *p;) {
		gsize count = replace(text, p, out);

		if (!count)
			g_string_append_c(out, *p);
		p += count ? count : 1;
	}
	g_free(text);
	return g_string_free(out, FALSE);
}

/* Returns printable ASCII with single blanks, from at most TITLE_MAX bytes of @text. */
static char *plain(const char *text)
{
	GString *out = g_string_new(NULL);
	char before = ' ';

	for (gsize i = 0; text[i] && i < TITLE_MAX; i++) {
		char ch = text[i] == '\t' ? ' ' : text[i];

		if (ch < 0x20 || ch >= 0x7f || (ch == ' ' && before == ' '))
			continue;
		g_string_append_c(out, ch);
		before = ch;
	}
	return g_strstrip(g_string_free(out, FALSE));
}

char *title_normalize(const char *raw)
{
	static replacement *const all[] = {
		replace_executor, replace_process, replace_address,
		replace_ip,	  replace_line,	   replace_offset,
		replace_cpu,	  replace_number,  replace_long_number,
	};
	g_autofree char *text = g_strdup(raw);

	/* without digits, only addresses can match */
	if (!strpbrk(raw, "0123456789"))
		return plain(
			text = replace_all(g_steal_pointer(&text), replace_address));
	for (guint i = 0; i < G_N_ELEMENTS(all); i++)
		text = replace_all(text, all[i]);
	return plain(text);
}

gboolean title_is_mixed(const char *raw)
{
	for (const char *p = raw; (p = strchr(p, '[')); p++) {
		const char *q = p + 1 + strspn(p + 1, " ");
		gsize seconds = digits(q), rest;

		if (!seconds || q[seconds] != '.')
			continue;
		rest = digits(q + seconds + 1);
		if (rest && q[seconds + 1 + rest] == ']')
			return TRUE;
	}
	return FALSE;
}
