/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/source-git.h"

#include <glib/gstdio.h>

#include "branch/foreign-git.h"
#include "util/libgit2.h"

char *source_git_commit(const char *dir)
{
	const char *args[] = {"rev-parse", "-q", "--verify", "HEAD^{commit}", NULL};
	g_autofree char *objects = g_build_filename(dir, "objects", NULL);
	g_autoptr(ForeignGit) git = NULL;
	char *commit;

	if (!g_file_test(objects, G_FILE_TEST_IS_DIR))
		return NULL;
	git = foreign_git_new(dir, NULL);
	commit = git ? foreign_git_run(git, args, NULL, NULL) : NULL;
	return commit ? g_strchomp(commit) : NULL;
}

/* Writes @commit without the files in @lacking. */
static gboolean archive(const char *dir, const char *commit, const char *path,
			GPtrArray *lacking, GError **error)
{
	const char *args[] = {"archive", "-o", path, "--format=tar", commit, "."};
	g_autoptr(GPtrArray) command = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(ForeignGit) git = foreign_git_new(dir, error);
	g_autofree char *output = NULL;

	if (!git)
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(args); i++)
		g_ptr_array_add(command, g_strdup(args[i]));
	for (guint i = 0; i < lacking->len; i++)
		g_ptr_array_add(command, g_strconcat(":(exclude,literal)",
						     lacking->pdata[i], NULL));
	g_ptr_array_add(command, NULL);
	output = foreign_git_run(git, (const char *const *)command->pdata, NULL, error);
	if (!output)
		g_unlink(path);
	return output != NULL;
}

struct repo_search {
	git_odb *objects;
	GPtrArray *lacking; /* paths */
};

static int look_up(const char *directory, const git_tree_entry *entry, void *data)
{
	const struct libgit2 *git = libgit2();
	struct repo_search *search = data;

	if (git->tree_entry_type(entry) == GIT_OBJECT_BLOB &&
	    !git->odb_exists(search->objects, git->tree_entry_id(entry)))
		g_ptr_array_add(
			search->lacking,
			g_strconcat(directory, git->tree_entry_name(entry), NULL));
	return 0;
}

/* Returns the files of @commit whose contents are missing in the repository. */
static GPtrArray *lacking_files(const char *dir, const char *commit)
{
	const struct libgit2 *git = libgit2();
	struct repo_search search = {NULL, g_ptr_array_new_with_free_func(g_free)};
	git_repository *repository = NULL;
	git_object *tree = NULL;
	g_autofree char *wanted = g_strconcat(commit, "^{tree}", NULL);

	git->libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	if (git->repository_open_bare(&repository, dir) == 0 &&
	    git->repository_odb(&search.objects, repository) == 0 &&
	    git->revparse_single(&tree, repository, wanted) == 0)
		git->tree_walk((git_tree *)tree, GIT_TREEWALK_PRE, look_up, &search);
	git->object_free(tree);
	git->odb_free(search.objects);
	git->repository_free(repository);
	return search.lacking;
}

/* If more are missing, this is not just build output. */
#define LACKING_LIMIT 100

gboolean source_git_archive(const char *dir, const char *commit, const char *path,
			    GError **error)
{
	g_autoptr(GPtrArray) lacking = g_ptr_array_new();
	g_autoptr(GError) failure = NULL;

	if (archive(dir, commit, path, lacking, &failure))
		return TRUE;
	g_ptr_array_unref(lacking);
	lacking = lacking_files(dir, commit);
	if (!lacking->len || lacking->len > LACKING_LIMIT) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return FALSE;
	}
	for (guint i = 0; i < lacking->len; i++)
		g_printerr("%s: no object for %s, left out\n", dir,
			   (char *)lacking->pdata[i]);
	return archive(dir, commit, path, lacking, error);
}
