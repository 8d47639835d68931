/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/in-the-way.h"

#include <stdio.h>
#include <string.h>

#include "patch/diff.h"
#include "patch/tree.h"

#define CONTEXT 3

/* Maximum distance from its line number at which a hunk is searched: earlier patches
 * move it. */
#define REACH 2000

/* Lines of the old file, from 1. */
struct range {
	gint64 first, n;
};

static void way_hunk_free(struct way_hunk *hunk)
{
	g_free(hunk->text);
	g_free(hunk);
}

static void in_the_way_free(struct in_the_way *way)
{
	g_free(way->path);
	g_ptr_array_unref(way->hunks);
	g_free(way);
}

static guint same_lines(const struct text *text, const struct hunk_side *pattern,
			gint64 where)
{
	guint same = 0;

	for (gint64 i = 0; i < (gint64)pattern->count; i++) {
		const struct patch_line *line = pattern->lines[i];
		gsize len;
		const char *there = text_line(text, where + i, &len);

		same += len > 1 && len == line->len && !memcmp(there, line->text, len);
	}
	return same;
}

/*
 * Finds the hunk's old lines in the old file. Its numbers include the patches before
 * it, which the tree lacks: uses the place with most of its lines, and the nearest of
 * those.
 */
static struct range find_range(const struct text *text, const struct hunk *hunk,
			       gboolean reverse)
{
	struct hunk_view view;
	struct range range;
	guint best = 0;

	hunk_view_init(&view, hunk, reverse);
	range.first = view.pattern.first;
	range.n = view.pattern.count;
	for (gint64 distance = 0; distance <= REACH; distance++)
		for (int sign = -1; sign <= 1; sign += 2) {
			gint64 where = (gint64)view.pattern.first + sign * distance;
			guint same = same_lines(text, &view.pattern, where);

			if (same <= best)
				continue;
			best = same;
			range.first = where;
		}
	hunk_view_clear(&view);
	return range;
}

/*
 * Returns the ranges of @carry's conflicts in @path; an empty range is the whole file.
 */
static GArray *ranges_of(const struct carry *carry, const char *path, GBytes *old,
			 gboolean reverse)
{
	GArray *ranges = g_array_new(FALSE, FALSE, sizeof(struct range));
	struct text text;

	text_init_bytes(&text, old);
	for (guint i = 0; i < carry->hunks->len; i++) {
		const struct carry_hunk *hunk = g_ptr_array_index(carry->hunks, i);
		struct range range = {1, G_MAXINT32};

		if (hunk->step != STEP_CONFLICT || strcmp(hunk->path, path))
			continue;
		if (hunk->hunk && hunk->number)
			range = find_range(&text, hunk->hunk, reverse);
		g_array_append_val(ranges, range);
	}
	text_clear(&text);
	return ranges;
}

static gboolean reaches(const GArray *ranges, gint64 first, gint64 n)
{
	for (guint i = 0; i < ranges->len; i++) {
		const struct range *range = &g_array_index(ranges, struct range, i);

		if (range->first <= first + n && first <= range->first + range->n)
			return TRUE;
	}
	return FALSE;
}

/* Parses "@@ -a,b +c,d @@"; b and d are omitted if they are 1. */
static gboolean read_head(const char *line, gint64 *old, gint64 *old_n, guint64 *new,
			  guint64 *new_n)
{
	char *at;

	*old_n = 1;
	*new_n = 1;
	if (strncmp(line, "@@ -", 4))
		return FALSE;
	*old = g_ascii_strtoll(line + 4, &at, 10);
	if (*at == ',')
		*old_n = g_ascii_strtoll(at + 1, &at, 10);
	if (strncmp(at, " +", 2))
		return FALSE;
	*new = g_ascii_strtoull(at + 2, &at, 10);
	if (*at == ',')
		*new_n = g_ascii_strtoull(at + 1, &at, 10);
	return TRUE;
}

/* Selects the hunks of @diff that overlap with @ranges. */
static void select_hunks(struct in_the_way *way, const char *diff, const GArray *ranges)
{
	const char *next;

	for (const char *at = diff; *at; at = next) {
		struct way_hunk hunk = {0};
		gint64 old, old_n;

		next = strstr(at, "\n@@ -");
		next = next ? next + 1 : at + strlen(at);
		if (!read_head(at, &old, &old_n, &hunk.first, &hunk.n) ||
		    !reaches(ranges, old, old_n))
			continue;
		hunk.text = g_strndup(at, next - at);
		g_ptr_array_add(way->hunks, g_memdup2(&hunk, sizeof(hunk)));
	}
}

static struct in_the_way *compare(struct tree *old, struct tree *new,
				  const struct carry *carry, const char *path,
				  gboolean reverse, GError **error)
{
	struct in_the_way *way = g_new0(struct in_the_way, 1);
	g_autoptr(GArray) ranges = NULL;
	g_autoptr(GString) diff = g_string_new(NULL);
	struct blob before = {NULL}, after = {NULL};

	way->path = g_strdup(path);
	way->hunks = g_ptr_array_new_with_free_func((GDestroyNotify)way_hunk_free);
	if (!tree_look(old, path, &before, error) ||
	    !tree_look(new, path, &after, error)) {
		in_the_way_free(way);
		return NULL;
	}
	way->gone = before.bytes && !after.bytes;
	if (!before.bytes || !after.bytes ||
	    !diff_print(before.bytes, after.bytes, CONTEXT, diff, NULL))
		return way;
	ranges = ranges_of(carry, path, before.bytes, reverse);
	select_hunks(way, diff->str, ranges);
	return way;
}

GPtrArray *in_the_way(const char *old_tree, const char *new_tree,
		      const struct carry *carry, gboolean reverse, GError **error)
{
	g_autoptr(Tree) old = tree_open(old_tree, error);
	g_autoptr(Tree) new = old ? tree_open(new_tree, error) : NULL;
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) ways =
		g_ptr_array_new_with_free_func((GDestroyNotify)in_the_way_free);

	if (!new)
		return NULL;
	for (guint i = 0; i < carry->hunks->len; i++) {
		const struct carry_hunk *hunk = g_ptr_array_index(carry->hunks, i);
		struct in_the_way *way;

		if (hunk->step != STEP_CONFLICT || !g_hash_table_add(seen, hunk->path))
			continue;
		way = compare(old, new, carry, hunk->path, reverse, error);
		if (!way)
			return NULL;
		g_ptr_array_add(ways, way);
		if (!way->gone && !way->hunks->len)
			g_ptr_array_remove_index(ways, ways->len - 1);
	}
	return g_steal_pointer(&ways);
}
