/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/funcname.h"

#include <string.h>

static gboolean is_name_byte(char c)
{
	return g_ascii_isalnum(c) || c == '_' || c == '$';
}

/* Returns the length of @line without trailing blanks. */
static gsize trimmed(const char *line, gsize len)
{
	while (len && g_ascii_isspace(line[len - 1]))
		len--;
	return len;
}

/* "out:" is a label, "foo(a);" uses a macro. "extern int foo(a);" is not a scope
 * either, because it has no lines of its own. */
static gboolean is_head(const char *line, gsize len)
{
	len = trimmed(line, len);
	if (!len || !(g_ascii_isalpha(*line) || *line == '_' || *line == '$'))
		return FALSE;
	return line[len - 1] != ':' && line[len - 1] != ';';
}

/* Returns the identifier before the first '(', else the line. */
static char *head_name(const char *line, gsize len)
{
	const char *open, *end, *start;

	len = trimmed(line, len);
	open = memchr(line, '(', len);
	if (!open)
		return g_strndup(line, len);
	for (end = open; end > line && (end[-1] == ' ' || end[-1] == '\t'); end--)
		;
	for (start = end; start > line && is_name_byte(start[-1]); start--)
		;
	/* "SYSCALL_DEFINE3(name, ...)" and "(*fn)(...)" are only unique as a whole. */
	if (start == end || (start == line && g_ascii_isupper(*line)))
		return g_strndup(line, len);
	return g_strndup(start, end - start);
}

gboolean funcname_begins(struct span line)
{
	return is_head(line.data, line.len);
}

gint64 funcname_head(const struct text *text, gint64 line)
{
	for (line = MIN(line, (gint64)text->count - 1); line >= 0; line--) {
		if (funcname_begins(text_lines(text, line, 1)))
			return line;
	}
	return -1;
}

static char *name_at(const struct text *text, gint64 head)
{
	struct span span;

	if (head < 0)
		return NULL;
	span = text_lines(text, head, 1);
	return head_name(span.data, span.len);
}

char *funcname_name(const struct text *text, gint64 line)
{
	return name_at(text, funcname_head(text, line));
}

char *funcname_inside(const struct text *text, gint64 line)
{
	gint64 head = funcname_head(text, line);

	for (gint64 i = head + 1; i < MIN(line, (gint64)text->count); i++)
		if (*text_lines(text, i, 1).data == '}')
			return NULL;
	return name_at(text, head);
}

static void scope_clear(struct funcname *scope)
{
	g_free(scope->name);
}

/* Returns the line after the scope: after a '}' or ')' in the first column. */
static gint64 scope_end(const struct text *text, gint64 head)
{
	for (gint64 line = head + 1; line < (gint64)text->count; line++) {
		struct span span = text_lines(text, line, 1);

		if (*span.data == '}')
			return line + 1;
		if (is_head(span.data, span.len))
			return line;
	}
	return text->count;
}

/* Whether @line is only a type, "static int", before the line with the name. */
static gboolean is_type_only(const struct text *text, gint64 line)
{
	struct span span = text_lines(text, line, 1), next;

	if (line + 1 >= (gint64)text->count || memchr(span.data, '(', span.len))
		return FALSE;
	next = text_lines(text, line + 1, 1);
	return is_head(next.data, next.len);
}

GArray *funcname_list(const struct text *text)
{
	GArray *scopes = g_array_new(FALSE, FALSE, sizeof(struct funcname));
	gint64 first = 0;

	g_array_set_clear_func(scopes, (GDestroyNotify)scope_clear);
	for (gint64 line = 0; line < (gint64)text->count; line++) {
		struct span span = text_lines(text, line, 1);
		struct funcname scope = {.first = first, .head = line};

		if (!is_head(span.data, span.len) || is_type_only(text, line))
			continue;
		scope.end = scope_end(text, line);
		scope.name = head_name(span.data, span.len);
		g_array_append_val(scopes, scope);
		first = scope.end;
		line = scope.end - 1;
	}
	return scopes;
}

const struct funcname *funcname_at(GArray *scopes, gint64 line)
{
	for (guint i = 0; i < scopes->len; i++) {
		const struct funcname *scope =
			&g_array_index(scopes, struct funcname, i);

		if (line < scope->end)
			return scope->first <= line ? scope : NULL;
	}
	return NULL;
}

const struct funcname *funcname_find(GArray *scopes, const char *name)
{
	const struct funcname *found = NULL;

	for (guint i = 0; i < scopes->len; i++) {
		const struct funcname *scope =
			&g_array_index(scopes, struct funcname, i);

		if (strcmp(scope->name, name))
			continue;
		if (found)
			return NULL;
		found = scope;
	}
	return found;
}

char *funcname_function(struct span line)
{
	const char *open = memchr(line.data, '(', line.len);
	g_autofree char *name = NULL;

	if (!open || !is_head(line.data, line.len))
		return NULL;
	name = head_name(line.data, line.len);
	return strchr(name, '(') ? NULL : g_steal_pointer(&name);
}

gboolean funcname_has(const struct text *text, const char *name)
{
	g_autoptr(GArray) scopes = NULL;

	if (!span_has((struct span){text->data, text->size}, name))
		return FALSE;
	scopes = funcname_list(text);
	for (guint i = 0; i < scopes->len; i++)
		if (!strcmp(g_array_index(scopes, struct funcname, i).name, name))
			return TRUE;
	return FALSE;
}
