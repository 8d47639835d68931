/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/worktree.h"

#include <string.h>
#include <sys/stat.h>

#include "patch/series-apply.h"
#include "util/error.h"
#include "util/link-tree.h"

/*
 * The state is text with lines: "kferry worktree 1", "pristine PATH", then "path PATH"
 * for each file that differs or differed from the pristine one. Paths are escaped by
 * g_strescape().
 */
#define STATE_MAGIC "kferry worktree 1"

struct state {
	char *pristine;
	GHashTable *paths; /* a set of char * */
};

static void state_clear(struct state *state)
{
	g_free(state->pristine);
	g_hash_table_unref(state->paths);
}

static gboolean state_read(struct tree *tree, struct state *state, GError **error)
{
	g_auto(GStrv) lines = NULL;
	g_autofree char *text = NULL;
	struct blob blob;
	gsize size;
	const char *data;

	if (!tree_get(tree, WORKTREE_STATE, &blob, error))
		return FALSE;
	if (!blob.bytes)
		return TRUE;
	data = g_bytes_get_data(blob.bytes, &size);
	text = g_strndup(data, size);
	lines = g_strsplit(text, "\n", -1);
	if (!lines[0] || strcmp(lines[0], STATE_MAGIC)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s/" WORKTREE_STATE ":1: is not of this kferry",
			    tree_dir(tree));
		return FALSE;
	}
	for (char **line = lines + 1; *line; line++) {
		if (g_str_has_prefix(*line, "pristine "))
			state->pristine = g_strcompress(*line + strlen("pristine "));
		else if (g_str_has_prefix(*line, "path "))
			g_hash_table_add(state->paths,
					 g_strcompress(*line + strlen("path ")));
	}
	return TRUE;
}

static gboolean state_write(struct tree *tree, const struct state *state,
			    GError **error)
{
	g_autoptr(GString) text = g_string_new(STATE_MAGIC "\n");
	g_autoptr(GList) paths = g_hash_table_get_keys(state->paths);
	g_autofree char *pristine = g_strescape(state->pristine, NULL);
	g_autoptr(GBytes) bytes = NULL;

	g_string_append_printf(text, "pristine %s\n", pristine);
	paths = g_list_sort(paths, (GCompareFunc)strcmp);
	for (GList *l = paths; l; l = l->next) {
		g_autofree char *path = g_strescape(l->data, NULL);

		g_string_append_printf(text, "path %s\n", path);
	}
	bytes = g_bytes_new(text->str, text->len);
	return tree_put(tree, WORKTREE_STATE, bytes, S_IFREG | 0644, error);
}

struct tree *worktree_synthesize(const char *pristine, GPtrArray *series,
				 GError **error)
{
	g_autoptr(Tree) tree = tree_open(pristine, error);

	for (guint i = 0; tree && i < series->len; i++)
		if (!series_apply_all(tree, g_ptr_array_index(series, i), 0, error))
			return NULL;
	return g_steal_pointer(&tree);
}

/* Changes a path of @tree to its content in @wanted. */
static gboolean sync_path(struct tree *tree, struct tree *wanted, const char *path,
			  struct worktree_report *report, GError **error)
{
	struct blob have, want;

	if (!tree_get(tree, path, &have, error) ||
	    !tree_get(wanted, path, &want, error))
		return FALSE;
	if (blob_equal(&have, &want))
		return TRUE;
	report->written += want.bytes != NULL;
	report->removed += want.bytes == NULL;
	return want.bytes ? tree_put(tree, path, want.bytes, want.mode, error)
			  : tree_remove(tree, path, error);
}

static gboolean sync_paths(struct tree *tree, struct tree *wanted, struct state *state,
			   struct worktree_report *report, GError **error)
{
	g_autoptr(GArray) changes = tree_changes(wanted);
	GHashTableIter iter;
	const char *path;

	report->patched = changes->len;
	for (guint i = 0; i < changes->len; i++) {
		path = g_array_index(changes, struct tree_change, i).path;
		g_hash_table_add(state->paths, g_strdup(path));
	}
	g_hash_table_iter_init(&iter, state->paths);
	while (g_hash_table_iter_next(&iter, (gpointer *)&path, NULL))
		if (!sync_path(tree, wanted, path, report, error))
			return FALSE;
	return state_write(tree, state, error);
}

static gboolean check_origin(const char *out, const char *pristine,
			     const struct state *state, gboolean cloned, GError **error)
{
	if (state->pristine ? !strcmp(state->pristine, pristine) : cloned)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    state->pristine ? "%s: is a worktree of %s, not of %s"
				    : "%s: exists and is not a kferry worktree",
		    out, state->pristine, pristine);
	return FALSE;
}

static gboolean sync_existing(struct tree *wanted, const char *pristine,
			      const char *out, struct worktree_report *report,
			      GError **error)
{
	g_autoptr(Tree) tree = tree_open(out, error);
	struct state state = {
		NULL, g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
	gboolean ok = tree && tree_lock(tree, error) &&
		      state_read(tree, &state, error) &&
		      check_origin(out, pristine, &state, report->cloned, error);

	if (ok && !state.pristine)
		state.pristine = g_strdup(pristine);
	ok = ok && sync_paths(tree, wanted, &state, report, error) &&
	     tree_commit(tree, error);
	state_clear(&state);
	return ok;
}

/* Data for the callback of link_tree(). */
struct sync {
	struct tree *wanted;
	const char *pristine;
	struct worktree_report *report;
};

static gboolean sync_clone(const char *path, gpointer data, GError **error)
{
	struct sync *sync = data;

	sync->report->cloned = TRUE;
	return sync_existing(sync->wanted, sync->pristine, path, sync->report, error);
}

gboolean worktree_sync(const char *pristine, const char *out, GPtrArray *series,
		       struct worktree_report *report, GError **error)
{
	g_autofree char *absolute = g_canonicalize_filename(pristine, NULL);
	g_autoptr(Tree) wanted = worktree_synthesize(absolute, series, error);
	struct sync sync = {wanted, absolute, report};
	gboolean made = FALSE;

	*report = (struct worktree_report){FALSE, 0, 0, 0};
	if (!wanted)
		return FALSE;
	if (!g_file_test(out, G_FILE_TEST_EXISTS) &&
	    !link_tree(absolute, out, sync_clone, &sync, &made, error))
		return FALSE;
	return made || sync_existing(wanted, absolute, out, report, error);
}
