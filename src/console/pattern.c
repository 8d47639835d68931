/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/pattern.h"

#include <string.h>

const guint8 pattern_names[256] = {
	['0' ... '9'] = TRUE,
	['A' ... 'Z'] = TRUE,
	['_'] = TRUE,
	['a' ... 'z'] = TRUE,
};

/* The state of a match: the remaining text, and the captures so far. */
struct cursor {
	const char *at;
	const char *end;
	struct captures *captures;
};

static void capture(struct cursor *c, const char *from, const char *to)
{
	if (c->captures->count < PATTERN_ARGS)
		c->captures->arg[c->captures->count++] = (struct span){from, to - from};
}

/* Whether "(drivers/x/drv.c:286" or "(??:?" is at @p, which decode_stacktrace.sh, and
 * triage with --vmlinux, print instead of a function's offset. */
static gboolean is_place(const char *p, const char *end)
{
	const char *path = ++p;

	while (p < end && (pattern_is_name(*p) || strchr("-+,~?./", *p)))
		p++;
	return p > path && end - p > 1 && *p == ':' &&
	       (g_ascii_isdigit(p[1]) || p[1] == '?');
}

const char *pattern_name_end(const char *p, const char *end)
{
	if (p < end && (*p == '+' || *p == '.'))
		return p + 1;
	if (end - p > 3 && p[0] == ' ' && p[1] == '(' && is_place(p + 1, end))
		return p + 2;
	return NULL;
}

static gboolean take_function(struct cursor *c)
{
	const char *p = c->at, *after;

	while (p < c->end && pattern_is_name(*p))
		p++;
	after = pattern_name_end(p, c->end);
	if (p == c->at || !after)
		return FALSE;
	capture(c, c->at, p);
	c->at = after;
	return TRUE;
}

static gboolean is_extension(const char *from, const char *to)
{
	for (const char *p = from; p < to; p++)
		if (!g_ascii_islower(*p))
			return FALSE;
	return from < to;
}

static gboolean take_source(struct cursor *c)
{
	const char *p = c->at, *dot = NULL, *digits;

	while (p < c->end && (pattern_is_name(*p) || strchr("-/.", *p))) {
		if (*p == '.')
			dot = p;
		p++;
	}
	if (!dot || dot == c->at || p == c->end || *p != ':' ||
	    !is_extension(dot + 1, p))
		return FALSE;
	for (digits = ++p; p < c->end && g_ascii_isdigit(*p); p++)
		;
	if (p == digits)
		return FALSE;
	capture(c, c->at, p);
	c->at = p;
	return TRUE;
}

/* Matches {{[<]}}hex{{[>]}} and blanks after it. */
static gboolean take_address(struct cursor *c)
{
	const char *p = c->at, *digits;

	if (p == c->end || *p++ != '[')
		return FALSE;
	if (p < c->end && *p == '<')
		p++;
	if (c->end - p > 2 && p[0] == '0' && p[1] == 'x')
		p += 2;
	for (digits = p; p < c->end && g_ascii_isxdigit(*p); p++)
		;
	if (p == digits)
		return FALSE;
	if (p < c->end && *p == '>')
		p++;
	if (p == c->end || *p++ != ']' || p == c->end || *p != ' ')
		return FALSE;
	while (p < c->end && *p == ' ')
		p++;
	c->at = p;
	return TRUE;
}

static gboolean is_word(char ch)
{
	return g_ascii_islower(ch) || ch == '-';
}

static gboolean is_decimal(char ch)
{
	return g_ascii_isdigit(ch);
}

static gboolean is_name(char ch)
{
	return pattern_is_name(ch);
}

static gboolean is_hex(char ch)
{
	return g_ascii_isxdigit(ch);
}

static gboolean is_solid(char ch)
{
	return ch != ' ' && ch != '\t';
}

static gboolean take_run(struct cursor *c, gboolean (*is_part)(char), gboolean captured)
{
	const char *p = c->at;

	while (p < c->end && is_part(*p))
		p++;
	if (p == c->at)
		return FALSE;
	if (captured)
		capture(c, c->at, p);
	c->at = p;
	return TRUE;
}

static gboolean take_class(struct cursor *c, char class)
{
	switch (class) {
	case 'f':
		return take_function(c);
	case 's':
		return take_source(c);
	case 'p':
		return take_address(c);
	case 'P':
		take_address(c);
		return TRUE;
	case 'w':
		return take_run(c, is_word, TRUE);
	case 'i':
		return take_run(c, is_name, TRUE);
	case 'd':
		return take_run(c, is_decimal, FALSE);
	case 'x':
		return take_run(c, is_hex, FALSE);
	case 'a':
		return take_run(c, is_solid, FALSE);
	case 'T':
		if (c->at == c->end)
			return FALSE;
		/* fall through */
	case 't':
		capture(c, c->at, c->end);
		c->at = c->end;
		return TRUE;
	}
	g_assert_not_reached();
}

static inline gboolean ends_literal(char ch)
{
	return ch == '|' || ch == '}';
}

/* @choice points to the list after the '{'. */
static gboolean take_choice(struct cursor *c, const char *choice)
{
	gboolean captured = *choice != '?';

	if (!captured)
		choice++;
	for (;;) {
		const char *p = c->at;

		for (; p < c->end && *p == *choice && !ends_literal(*choice); p++)
			choice++;
		if (ends_literal(*choice)) {
			if (captured)
				capture(c, c->at, p);
			c->at = p;
			return TRUE;
		}
		while (!ends_literal(*choice))
			choice++;
		if (*choice++ == '}')
			return FALSE;
	}
}

static gboolean at_end(const struct cursor *c)
{
	const char *p = c->at;

	while (p < c->end && g_ascii_isspace(*p))
		p++;
	return p == c->end;
}

/* Matches a piece of a pattern, up to its end or the next '*' or %l, at @c. Returns
 * what follows the piece, or NULL. */
static const char *take_piece(const char *pattern, struct cursor *c)
{
	for (;;) {
		switch (*pattern) {
		case '\0':
		case '*':
			return pattern;
		case '%':
			if (pattern[1] == 'l')
				return pattern;
			if (!take_class(c, pattern[1]))
				return NULL;
			pattern += 2;
			continue;
		case '{':
			if (!take_choice(c, pattern + 1))
				return NULL;
			pattern = strchr(pattern, '}') + 1;
			continue;
		}
		if (*pattern == '$' && !pattern[1]) {
			if (!at_end(c))
				return NULL;
		} else if (c->at == c->end || *c->at++ != *pattern) {
			return NULL;
		}
		pattern++;
	}
}

/*
 * If a piece that begins with %f or %s fails at the start of a run of name characters,
 * it fails everywhere in that run. Returns the last byte of the run at @p, so that long
 * runs are not slower.
 */
static const char *skip_run(const char *pattern, const char *p, const char *end)
{
	if (*pattern != '%' || (pattern[1] != 'f' && pattern[1] != 's'))
		return p;
	while (p + 1 < end && pattern_is_name(p[0]) && pattern_is_name(p[1]))
		p++;
	return p;
}

/* Marks the bytes with which literals of a list begin; all, if one is empty. */
static void note_starts(const char *choice, guint8 may[256])
{
	memset(may, 0, 256);
	if (*choice == '?')
		choice++;
	do {
		if (ends_literal(*choice)) {
			memset(may, TRUE, 256);
			return;
		}
		may[(guchar)*choice] = TRUE;
		while (!ends_literal(*choice))
			choice++;
	} while (*choice++ != '}');
}

/* Returns the next place where the literal at the start of a piece may be, according to
 * two bytes; or @end. */
static const char *next_literal(const char *pattern, const char *p, const char *end)
{
	char next = pattern[1];
	char second =
		next == '%' || next == '{' || next == '*' || next == '$' ? '\0' : next;

	while ((p = memchr(p, *pattern, end - p))) {
		if (!second || (p + 1 < end && p[1] == second))
			return p;
		p++;
	}
	return end;
}

/* Returns the first place at or after @p where the piece may match. @may has the first
 * bytes of its list of literals, if it begins with one. */
static inline const char *next_start(const char *pattern, const guint8 *may,
				     const char *p, const char *end)
{
	switch (*pattern) {
	case '{':
		while (p < end && !may[(guchar)*p])
			p++;
		return p;
	case '%':
	case '$':
	case '*':
	case '\0':
		return p;
	}
	return next_literal(pattern, p, end);
}

/* Finds the first place at or after @c where the piece matches; moves @c after the
 * match and sets *begin. Returns what follows the piece in the pattern, or NULL. */
static const char *find_piece(const char *pattern, struct cursor *c, const char **begin)
{
	guint count = c->captures->count;
	guint8 may[256];

	if (*pattern == '{')
		note_starts(pattern + 1, may);
	for (const char *p = c->at; p <= c->end; p++) {
		const char *rest;

		p = next_start(pattern, may, p, c->end);
		c->at = p;
		c->captures->count = count;
		rest = take_piece(pattern, c);
		if (rest) {
			*begin = p;
			return rest;
		}
		p = skip_run(pattern, p, c->end);
	}
	return NULL;
}

/* %l captures the text before the following piece, whose own captures come later.
 * Therefore its place in the array is reserved. */
static const char *find_lazy(const char *pattern, struct cursor *c)
{
	const char *from = c->at, *begin, *rest;
	guint mine = c->captures->count;

	capture(c, from, from);
	rest = find_piece(pattern, c, &begin);
	if (rest && mine < PATTERN_ARGS)
		c->captures->arg[mine].len = begin - from;
	return rest;
}

static gssize match(const char *pattern, struct span line, struct captures *captures,
		    gboolean anchored)
{
	struct captures scratch, *into = captures ? captures : &scratch;
	struct cursor c = {line.data, line.data + line.len, into};
	const char *first = line.data, *begin;
	guint before;

	scratch.count = 0;
	before = into->count;
	pattern = anchored ? take_piece(pattern, &c) : find_piece(pattern, &c, &first);
	while (pattern && *pattern) {
		if (*pattern == '*')
			pattern = find_piece(pattern + 1, &c, &begin);
		else
			pattern = find_lazy(pattern + 2, &c);
	}
	if (!pattern) {
		into->count = before;
		return -1;
	}
	return first - line.data;
}

gssize pattern_match(const char *pattern, struct span line, struct captures *captures)
{
	gboolean anchored = *pattern == '^';

	return match(pattern + anchored, line, captures, anchored);
}

gboolean pattern_match_begin(const char *pattern, struct span line,
			     struct captures *captures)
{
	return match(pattern + (*pattern == '^'), line, captures, TRUE) == 0;
}
