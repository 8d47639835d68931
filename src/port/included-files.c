/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/included-files.h"

#include <string.h>

#include "port/merge.h"

/* Enough for any device tree; also ends circles. */
#define DEPTH_MAX 4
#define FILES_MAX 64

/* Data for one file. */
struct include_search {
	struct tree *old, *new;
	GPtrArray *found;
};

static void included_free(struct included *included)
{
	g_free(included->path);
	g_clear_pointer(&included->before, g_bytes_unref);
	g_clear_pointer(&included->now, g_bytes_unref);
	g_free(included);
}

static gboolean take(const char **at, const char *word)
{
	if (!g_str_has_prefix(*at, word))
		return FALSE;
	*at += strlen(word);
	while (**at == ' ' || **at == '\t')
		++*at;
	return TRUE;
}

/* Returns the file that @line of @path includes, relative to the tree, or NULL:
 * #include "x", #include <x>, /include/ "x", source "x", rsource "x". */
static char *included_path(const char *line, const char *path)
{
	const char *at = line, *end;
	gboolean top = FALSE, header = FALSE;
	g_autofree char *directory = NULL, *name = NULL, *from = NULL, *full = NULL;

	while (*at == ' ' || *at == '\t')
		at++;
	if (*at == '#') {
		at++;
		take(&at, "");
		if (!take(&at, "include"))
			return NULL;
		header = *at == '<';
	} else if (take(&at, "source")) {
		top = TRUE;
	} else if (!take(&at, "rsource") && !take(&at, "/include/")) {
		return NULL;
	}
	if (*at != '"' && !header)
		return NULL;
	end = strchr(at + 1, header ? '>' : '"');
	if (!end || end == at + 1 || at[1] == '/')
		return NULL;
	name = g_strndup(at + 1, end - at - 1);
	directory = header ? g_strdup("include")
		    : top  ? g_strdup(".")
			   : g_path_get_dirname(path);
	from = g_build_filename("/", directory, NULL);
	full = g_canonicalize_filename(name, from);
	return g_strdup(full + 1);
}

/* A quick check that avoids a copy of most lines. */
static gboolean may_include(struct span line)
{
	static const char *const words[] = {"include", "source", "rsource",
					    "/include/"};
	gboolean hash = FALSE;

	for (; line.len; span_drop(&line, 1)) {
		if (*line.data == '#' && !hash)
			hash = TRUE;
		else if (*line.data != ' ' && *line.data != '\t')
			break;
	}
	for (gsize i = hash ? 0 : 1; i < (hash ? 1 : G_N_ELEMENTS(words)); i++)
		if (span_begins(line, words[i]))
			return TRUE;
	return FALSE;
}

static gboolean is_device_tree(const char *path)
{
	return g_str_has_suffix(path, ".dts") || g_str_has_suffix(path, ".dtsi");
}

static gboolean is_found(const struct include_search *s, const char *path)
{
	for (guint i = 0; i < s->found->len; i++)
		if (!strcmp(((struct included *)s->found->pdata[i])->path, path))
			return TRUE;
	return FALSE;
}

static struct included *find(struct include_search *s, const char *path)
{
	struct included *one;
	struct blob now, before;

	if (s->found->len == FILES_MAX || tree_refusal(path) || is_found(s, path) ||
	    !tree_get(s->new, path, &now, NULL) || !now.bytes)
		return NULL;
	one = g_new0(struct included, 1);
	one->path = g_strdup(path);
	one->now = g_bytes_ref(now.bytes);
	if (tree_get(s->old, path, &before, NULL) && before.bytes)
		one->before = g_bytes_ref(before.bytes);
	g_ptr_array_add(s->found, one);
	return one;
}

/* Takes the first line of @left. */
static gboolean next_line(struct span *left, struct span *line)
{
	const char *end = memchr(left->data, '\n', left->len);

	*line = (struct span){left->data,
			      end ? (gsize)(end + 1 - left->data) : left->len};
	span_drop(left, line->len);
	return line->len > 0;
}

static void look(struct include_search *s, const char *path, GBytes *base,
		 GBytes *theirs, guint depth)
{
	struct span left = span_of_bytes(theirs), span;

	if (depth == DEPTH_MAX)
		return;
	while (next_line(&left, &span)) {
		g_autofree char *line = NULL, *name = NULL;
		const struct included *one;

		if (!may_include(span) ||
		    (!is_device_tree(path) && text_has_line(span_of_bytes(base), span)))
			continue;
		line = span_dup(span);
		name = included_path(line, path);
		if (!name)
			continue;
		one = find(s, name);
		if (one)
			look(s, one->path, one->before, one->now, depth + 1);
	}
}

GPtrArray *included_list(struct tree *old, struct tree *new, const char *path,
			 GBytes *base, GBytes *theirs)
{
	struct include_search s = {old, new, NULL};

	s.found = g_ptr_array_new_with_free_func((GDestroyNotify)included_free);
	look(&s, path, base, theirs, 0);
	return s.found;
}
