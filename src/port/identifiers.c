/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/identifiers.h"

#include <string.h>

/* "0x81d9": shorter numbers may be equal by chance. */
#define ID_MIN 6

static gboolean is_name_byte(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

static int by_span(const void *a, const void *b)
{
	const struct span *name = a;
	const char *word = *(const char *const *)b;
	int order = strncmp(name->data, word, name->len);

	return order ?: (word[name->len] ? -1 : 0);
}

/* Sorted. */
static gboolean is_keyword(struct span name)
{
	static const char *const words[] = {
		"NULL",	    "bool",    "break",	   "case",    "char",	  "const",
		"continue", "default", "define",   "do",      "elif",	  "else",
		"endif",    "enum",    "extern",   "false",   "for",	  "goto",
		"if",	    "ifdef",   "ifndef",   "include", "inline",	  "int",
		"long",	    "return",  "s16",	   "s32",     "s64",	  "s8",
		"short",    "signed",  "sizeof",   "static",  "struct",	  "switch",
		"true",	    "typedef", "u16",	   "u32",     "u64",	  "u8",
		"undef",    "union",   "unsigned", "void",    "volatile", "while",
	};

	return bsearch(&name, words, G_N_ELEMENTS(words), sizeof(*words), by_span) !=
	       NULL;
}

/* Whether it is "* text" inside of a comment, "// text", or "# text". */
static gboolean is_comment(const char *at, const char *end)
{
	if (at == end)
		return FALSE;
	if (at + 1 == end || g_ascii_isspace(at[1]))
		return *at == '*' || *at == '#';
	return at[1] == '/' && (*at == '/' || *at == '*');
}

void identifiers_init(struct identifiers *names, struct span line)
{
	names->at = line.data;
	names->end = line.data + line.len;
	while (names->at < names->end && g_ascii_isspace(*names->at))
		names->at++;
	if (is_comment(names->at, names->end))
		names->at = names->end;
}

/* Returns the end of the string or comment that begins at @at, or @at. */
static const char *skip(const char *at, const char *end)
{
	const char *close;

	if (*at == '"') {
		for (at++; at < end && *at != '"'; at++)
			if (*at == '\\' && at + 1 < end)
				at++;
		return MIN(at + 1, end);
	}
	if (end - at < 2 || *at != '/' || (at[1] != '/' && at[1] != '*'))
		return at;
	close = at[1] == '*' ? g_strstr_len(at + 2, end - at - 2, "*/") : NULL;
	return close ? close + 2 : end;
}

static void skip_name(struct identifiers *names, const char *from)
{
	for (names->at = from; names->at < names->end && is_name_byte(*names->at);)
		names->at++;
}

/* Whether a '-' between letters is next: "mdio-mux" is one name. */
static gboolean is_joined(const char *start, const struct identifiers *names)
{
	return names->at > start && names->end - names->at > 1 && *names->at == '-' &&
	       !g_ascii_isdigit(*start) && g_ascii_isalpha(names->at[1]);
}

gboolean identifiers_next_word(struct identifiers *names, struct span *word)
{
	while (names->at < names->end) {
		const char *start = names->at;

		skip_name(names, start);
		while (is_joined(start, names))
			skip_name(names, names->at + 1);
		if (names->at > start) {
			*word = (struct span){start, names->at - start};
			return TRUE;
		}
		names->at = MAX(skip(start, names->end), start + 1);
	}
	return FALSE;
}

gboolean identifiers_is_name(struct span word)
{
	return !g_ascii_isdigit(*word.data) && !is_keyword(word);
}

gboolean identifiers_is_id(struct span word)
{
	return word.len >= ID_MIN && word.data[0] == '0' && word.data[1] == 'x';
}

gboolean identifiers_next(struct identifiers *names, struct span *name)
{
	while (identifiers_next_word(names, name))
		if (identifiers_is_name(*name))
			return TRUE;
	return FALSE;
}

gboolean identifiers_has(struct span text, struct span name)
{
	const char *at = text.data, *end = text.data + text.len;

	while (name.len && (at = memmem(at, end - at, name.data, name.len))) {
		const char *after = at + name.len;

		if ((at == text.data || !is_name_byte(at[-1])) &&
		    (after == end || !is_name_byte(*after)))
			return TRUE;
		at = after;
	}
	return FALSE;
}
