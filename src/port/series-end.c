/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/series-end.h"

#include <string.h>

#include "port/likeness.h"

/* A file that the series creates. */
struct made {
	const char *path;   /* owned by the tree, as is the text */
	const char *suffix; /* part of path; NULL: none */
	struct likeness likeness;
};

struct series_end {
	struct tree *tree;
	GArray *made; /* of struct made; NULL until needed */
};

static void made_clear(struct made *made)
{
	likeness_clear(&made->likeness);
}

struct series_end *series_end_new(struct tree *tree)
{
	struct series_end *end = g_new0(struct series_end, 1);

	end->tree = tree;
	return end;
}

void series_end_free(struct series_end *end)
{
	if (!end)
		return;
	g_clear_pointer(&end->made, g_array_unref);
	tree_free(end->tree);
	g_free(end);
}

void series_end_merge_copies(const struct series_end *end, struct tree *old)
{
	tree_merge_copies(old, 0, end->tree);
}

static GArray *list_made(const struct tree *tree)
{
	g_autoptr(GArray) changes = tree_changes(tree);
	GArray *list = g_array_new(FALSE, FALSE, sizeof(struct made));

	g_array_set_clear_func(list, (GDestroyNotify)made_clear);
	for (guint i = 0; i < changes->len; i++) {
		const struct tree_change *change =
			&g_array_index(changes, struct tree_change, i);
		struct made made = {.path = change->path,
				    .suffix = strrchr(change->path, '.')};

		if (change->before.mode || !change->after.bytes)
			continue;
		likeness_init(&made.likeness, span_of_bytes(change->after.bytes));
		g_array_append_val(list, made);
	}
	return list;
}

char *series_end_renamed(struct series_end *end, const char *path, GBytes *before)
{
	const char *suffix = strrchr(path, '.');
	struct likeness gone;
	const struct made *found = NULL;
	guint count = 0;

	if (!suffix)
		return NULL;
	if (!end->made)
		end->made = list_made(end->tree);
	likeness_init(&gone, span_of_bytes(before));
	for (guint i = 0; i < end->made->len && count < 2; i++) {
		struct made *made = &g_array_index(end->made, struct made, i);

		if (g_strcmp0(made->suffix, suffix) ||
		    !likeness_holds(&gone, &made->likeness))
			continue;
		found = made;
		count++;
	}
	likeness_clear(&gone);
	return count == 1 ? g_strdup(found->path) : NULL;
}

GBytes *series_end_text(struct series_end *end, const char *path, GBytes *before)
{
	g_autofree char *renamed = NULL;
	struct blob blob;

	if (!tree_get(end->tree, path, &blob, NULL))
		return NULL;
	if (blob.bytes)
		return blob.bytes;
	renamed = series_end_renamed(end, path, before);
	return renamed && tree_get(end->tree, renamed, &blob, NULL) ? blob.bytes : NULL;
}
