/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/same-changes.h"

#include <string.h>

#include "upstream/patch-id.h"

/* Begins each commit in the output of git log. */
#define RECORD "\x1e"

/* A command line may have 2 MB; with more names than this, all commits are listed. */
#define NAMES_SIZE_MAX ((gsize)1 << 20)

struct same_changes {
	GHashTable *ids;     /* struct patch -> its id */
	GHashTable *files;   /* a set of names as one string -> itself */
	GHashTable *commits; /* patch id -> commit */
};

void same_changes_free(struct same_changes *same)
{
	if (!same)
		return;
	g_hash_table_unref(same->ids);
	g_hash_table_unref(same->files);
	g_hash_table_unref(same->commits);
	g_free(same);
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Returns the sorted names, one per line: equal for equal sets. */
static char *join_names(GPtrArray *names)
{
	GString *out = g_string_new(NULL);

	g_ptr_array_sort(names, by_name);
	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(out, "%s\n",
				       (char *)g_ptr_array_index(names, i));
	return g_string_free(out, FALSE);
}

/* Adds @one, and its files to @all. */
static void add_patch(struct same_changes *same, const struct known_patch *one,
		      GHashTable *all)
{
	char *id = patch_id_of_patch(one->patch, one->strip);
	g_autoptr(GHashTable) paths =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	GHashTableIter iter;
	gpointer path;

	if (!id)
		return;
	g_hash_table_insert(same->ids, (gpointer)one->patch, id);
	git_repo_add_paths(paths, one->patch, one->strip);
	g_hash_table_iter_init(&iter, paths);
	while (g_hash_table_iter_next(&iter, &path, NULL)) {
		g_ptr_array_add(names, path);
		g_hash_table_add(all, g_strdup(path));
	}
	g_hash_table_add(same->files, join_names(names));
}

/* Returns the git log of commits that change any of @all, with all their files. */
static char *read_log(const struct git_repo *repo, const char *from, const char *to,
		      GHashTable *all, GError **error)
{
	g_autofree char *range = g_strconcat(from, "..", to, NULL);
	const char *const words[] = {"--literal-pathspecs",
				     "log",
				     "--reverse",
				     "--no-merges",
				     "--no-renames",
				     "--full-diff",
				     "--name-only",
				     "--format=" RECORD "%H",
				     range,
				     "--"};
	g_autoptr(GPtrArray) args = g_ptr_array_new();
	GHashTableIter iter;
	gpointer path;
	gsize size = 0;

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		g_ptr_array_add(args, (gpointer)words[i]);
	g_hash_table_iter_init(&iter, all);
	while (g_hash_table_iter_next(&iter, &path, NULL)) {
		size += strlen(path) + 1;
		g_ptr_array_add(args, path);
	}
	if (size > NAMES_SIZE_MAX)
		g_ptr_array_set_size(args, G_N_ELEMENTS(words));
	g_ptr_array_add(args, NULL);
	return foreign_git_run(git_repo_git(repo), (const char *const *)args->pdata,
			       NULL, error);
}

/* Parses "COMMIT", an empty line, and names. The first commit with a change counts. */
static void read_record(struct same_changes *same, struct git_repo *repo,
			const char *record)
{
	g_auto(GStrv) lines = g_strsplit(record, "\n", -1);
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *joined = NULL;
	char *id;

	for (guint i = 1; *lines && lines[i]; i++)
		if (*lines[i])
			g_ptr_array_add(names, lines[i]);
	joined = join_names(names);
	if (!names->len || !g_hash_table_contains(same->files, joined))
		return;
	id = patch_id_of_commit(repo, lines[0]);
	if (id && !g_hash_table_contains(same->commits, id))
		g_hash_table_insert(same->commits, id, g_strdup(lines[0]));
	else
		g_free(id);
}

struct same_changes *same_changes_new(struct git_repo *repo, const char *from,
				      const char *to, const GPtrArray *patches,
				      GError **error)
{
	struct same_changes *same = g_new0(struct same_changes, 1);
	g_autoptr(GHashTable) all =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *log = NULL;
	g_auto(GStrv) records = NULL;

	same->ids = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	same->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	same->commits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (guint i = 0; i < patches->len; i++)
		add_patch(same, g_ptr_array_index(patches, i), all);
	if (!g_hash_table_size(all))
		return same;
	log = read_log(repo, from, to, all, error);
	if (!log) {
		same_changes_free(same);
		return NULL;
	}
	records = g_strsplit(log, RECORD, -1);
	for (guint i = 0; records[i]; i++)
		read_record(same, repo, records[i]);
	return same;
}

const char *same_changes_find(const struct same_changes *same,
			      const struct patch *patch)
{
	const char *id = g_hash_table_lookup(same->ids, patch);

	return id ? g_hash_table_lookup(same->commits, id) : NULL;
}
