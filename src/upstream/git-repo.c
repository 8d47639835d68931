/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/git-repo.h"

#include <string.h>
#include <sys/stat.h>

#include "util/error.h"
#include "util/libgit2.h"

struct git_repo {
	char *dir;  /* as given */
	char *path; /* of the repository itself */
	struct foreign_git *git;
	git_repository *repository; /* ours, which borrows from that */
	git_odb *objects;
};

void git_repo_free(struct git_repo *repo)
{
	if (!repo)
		return;
	if (repo->repository) {
		libgit2()->odb_free(repo->objects);
		libgit2()->repository_free(repo->repository);
	}
	foreign_git_free(repo->git);
	g_free(repo->path);
	g_free(repo->dir);
	g_free(repo);
}

static gboolean git_failed(const struct git_repo *repo, const char *what,
			   enum kf_error code, GError **error)
{
	const git_error *cause = libgit2()->error_last();

	g_set_error(error, KF_ERROR, code, "%s: %s: %s", repo->dir, what,
		    cause ? cause->message : "cannot be read");
	return FALSE;
}

struct git_repo *git_repo_open(const char *dir, GError **error)
{
	g_autoptr(GitRepo) repo = g_new0(struct git_repo, 1);

	repo->dir = g_strdup(dir);
	repo->path = foreign_git_find(dir);
	if (!repo->path) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: not a git repository",
			    dir);
		return NULL;
	}
	repo->git = foreign_git_new(repo->path, error);
	if (!repo->git)
		return NULL;
	if (libgit2()->repository_open_bare(&repo->repository,
					    foreign_git_dir(repo->git)) ||
	    libgit2()->repository_odb(&repo->objects, repo->repository)) {
		git_failed(repo, "git repository", KF_ERROR_INPUT, error);
		return NULL;
	}
	return g_steal_pointer(&repo);
}

const char *git_repo_dir(const struct git_repo *repo)
{
	return repo->dir;
}

const char *git_repo_path(const struct git_repo *repo)
{
	return repo->path;
}

const struct foreign_git *git_repo_git(const struct git_repo *repo)
{
	return repo->git;
}

/* --- commits ---------------------------------------------------------------------- */

char *git_repo_resolve(const struct git_repo *repo, const char *revision,
		       GError **error)
{
	g_autofree char *wanted = g_strconcat(revision, "^{commit}", NULL);
	const char *args[] = {"rev-parse",	  "-q",	  "--verify",
			      "--end-of-options", wanted, NULL};
	char *id = foreign_git_run(repo->git, args, NULL, NULL);

	if (id && strlen(g_strchomp(id)) == 40)
		return id;
	g_free(id);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: '%s' is not a commit",
		    repo->dir, revision);
	return NULL;
}

void repo_commit_free(struct repo_commit *commit)
{
	if (!commit)
		return;
	g_free(commit->id);
	g_free(commit->parent);
	g_free(commit->tree);
	g_free(commit->name);
	g_free(commit->mail);
	g_free(commit->message);
	g_free(commit->subject);
	g_free(commit);
}

static char *hex(const git_oid *id)
{
	GString *text = g_string_new(NULL);

	for (gsize i = 0; i < GIT_OID_RAWSZ; i++)
		g_string_append_printf(text, "%02x", id->id[i]);
	return g_string_free(text, FALSE);
}

/* Returns the lines up to the first blank one, joined: what git calls the subject. */
static char *subject_of(const char *message)
{
	const char *begin = message + strspn(message, " \t\r\n");
	const char *end = strstr(begin, "\n\n");
	g_autofree char *first = end ? g_strndup(begin, end - begin) : g_strdup(begin);
	g_auto(GStrv) lines = g_strsplit(first, "\n", -1);

	for (char **line = lines; *line; line++)
		g_strstrip(*line);
	return g_strstrip(g_strjoinv(" ", lines));
}

static gboolean only_parent(const struct git_repo *repo, git_commit *from,
			    struct repo_commit *commit, GError **error)
{
	const struct libgit2 *git = libgit2();

	if (git->commit_parentcount(from) > 1) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: %.12s is a merge, which cannot be a patch", repo->dir,
			    commit->id);
		return FALSE;
	}
	if (git->commit_parentcount(from))
		commit->parent = hex(git->commit_parent_id(from, 0));
	return TRUE;
}

struct repo_commit *git_repo_commit(struct git_repo *repo, const char *id,
				    GError **error)
{
	const struct libgit2 *git = libgit2();
	g_autoptr(RepoCommit) commit = g_new0(struct repo_commit, 1);
	const git_signature *author;
	struct repo_commit *result = NULL;
	git_commit *from = NULL;
	git_oid oid;

	if (git->oid_fromstr(&oid, id) ||
	    git->commit_lookup(&from, repo->repository, &oid)) {
		git_failed(repo, id, KF_ERROR_INPUT, error);
		return NULL;
	}
	commit->id = g_strdup(id);
	commit->tree = hex(git->commit_tree_id(from));
	author = git->commit_author(from);
	commit->name = g_strdup(author->name);
	commit->mail = g_strdup(author->email);
	commit->time = author->when.time;
	commit->zone = author->when.offset;
	commit->message = g_strdup(git->commit_message(from) ?: "");
	commit->subject = subject_of(commit->message);
	if (only_parent(repo, from, commit, error))
		result = g_steal_pointer(&commit);
	git->commit_free(from);
	return result;
}

GPtrArray *git_repo_range(struct git_repo *repo, const char *base, const char *tip,
			  GError **error)
{
	g_autofree char *range = g_strconcat(base, "..", tip, NULL);
	const char *args[] = {"rev-list", "--reverse", "--topo-order",
			      range,	  "--",	       NULL};
	g_autofree char *list = foreign_git_run(repo->git, args, NULL, error);
	g_auto(GStrv) ids = list ? g_strsplit(g_strchomp(list), "\n", -1) : NULL;
	g_autoptr(GPtrArray) commits =
		g_ptr_array_new_with_free_func((GDestroyNotify)repo_commit_free);

	if (!ids)
		return NULL;
	for (char **id = ids; *id && **id; id++) {
		struct repo_commit *commit = git_repo_commit(repo, *id, error);

		if (!commit)
			return NULL;
		g_ptr_array_add(commits, commit);
	}
	return g_steal_pointer(&commits);
}

/* Returns the tree of the commit @id, or NULL. */
static git_tree *commit_tree(const struct git_repo *repo, const git_oid *id)
{
	git_commit *commit = NULL;
	git_tree *tree = NULL;

	if (!libgit2()->commit_lookup(&commit, repo->repository, id))
		libgit2()->commit_tree(&tree, commit);
	libgit2()->commit_free(commit);
	return tree;
}

git_diff *git_repo_diff(struct git_repo *repo, const char *id)
{
	git_commit *commit = NULL;
	git_tree *before = NULL, *after = NULL;
	git_diff *diff = NULL;
	git_oid oid;
	guint parents;

	if (libgit2()->oid_fromstr(&oid, id) ||
	    libgit2()->commit_lookup(&commit, repo->repository, &oid))
		return NULL;
	parents = libgit2()->commit_parentcount(commit);
	if (parents == 1)
		before = commit_tree(repo, libgit2()->commit_parent_id(commit, 0));
	after = parents <= 1 ? commit_tree(repo, &oid) : NULL;
	if (after && (before || !parents) &&
	    libgit2()->diff_tree_to_tree(&diff, repo->repository, before, after, NULL))
		diff = NULL;
	libgit2()->tree_free(before);
	libgit2()->tree_free(after);
	libgit2()->commit_free(commit);
	return diff;
}

gboolean git_repo_is_ancestor(struct git_repo *repo, const char *id, const char *of)
{
	git_oid one, other;

	return libgit2()->oid_fromstr(&one, id) == 0 &&
	       libgit2()->oid_fromstr(&other, of) == 0 &&
	       libgit2()->graph_descendant_of(repo->repository, &other, &one) == 1;
}

/* --- files ------------------------------------------------------------------------ */

struct loading {
	struct git_repo *repo;
	git_tree *root;
	struct tree *tree;
};

/* Checks the limit before the object is unpacked. */
static gboolean fits(struct git_repo *repo, const git_oid *id, const char *path,
		     GError **error)
{
	git_object_t type;
	gsize size;

	if (libgit2()->odb_read_header(&size, &type, repo->objects, id))
		return git_failed(repo, path, KF_ERROR_SYSTEM, error);
	if (size <= PATCH_SIZE_MAX)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s: too big", repo->dir,
		    path);
	return FALSE;
}

static gboolean load_blob(struct loading *loading, const char *path,
			  const git_tree_entry *entry, GError **error)
{
	const struct libgit2 *git = libgit2();
	const git_oid *id = git->tree_entry_id(entry);
	mode_t mode = git->tree_entry_filemode(entry);
	g_autoptr(GBytes) bytes = NULL;
	git_blob *blob = NULL;

	if (!fits(loading->repo, id, path, error))
		return FALSE;
	if (git->blob_lookup(&blob, loading->repo->repository, id))
		return git_failed(loading->repo, path, KF_ERROR_SYSTEM, error);
	bytes = g_bytes_new(git->blob_rawcontent(blob), git->blob_rawsize(blob));
	git->blob_free(blob);
	return tree_put(loading->tree, path, bytes, mode, error);
}

/* For a directory in place of a file: one of its files is enough to be an obstacle. */
static gboolean load_obstacle(struct loading *loading, const char *path,
			      const git_tree_entry *entry, GError **error)
{
	const struct libgit2 *git = libgit2();
	const git_tree_entry *first;
	g_autofree char *below = NULL;
	git_tree *directory = NULL;
	gboolean ok = TRUE;

	if (git->tree_lookup(&directory, loading->repo->repository,
			     git->tree_entry_id(entry)))
		return git_failed(loading->repo, path, KF_ERROR_SYSTEM, error);
	for (gsize i = 0; ok && i < git->tree_entrycount(directory); i++) {
		first = git->tree_entry_byindex(directory, i);
		g_free(below);
		below = g_build_filename(path, git->tree_entry_name(first), NULL);
		if (git->tree_entry_type(first) != GIT_OBJECT_BLOB)
			continue;
		ok = load_blob(loading, below, first, error);
	}
	git->tree_free(directory);
	return ok;
}

/* Loads what is at @path, or in place of one of its directories. */
static gboolean load_path(struct loading *loading, const char *path, GError **error)
{
	const struct libgit2 *git = libgit2();
	g_autofree char *at = g_strdup(path);
	git_tree_entry *entry = NULL;
	gboolean ok = TRUE;
	char *slash;

	if (git->tree_entry_bypath(&entry, loading->root, at) == 0) {
		if (git->tree_entry_type(entry) == GIT_OBJECT_BLOB)
			ok = load_blob(loading, at, entry, error);
		else if (git->tree_entry_type(entry) == GIT_OBJECT_TREE)
			ok = load_obstacle(loading, at, entry, error);
		git->tree_entry_free(entry);
		return ok;
	}
	while ((slash = strrchr(at, '/'))) {
		*slash = '\0';
		if (git->tree_entry_bypath(&entry, loading->root, at))
			continue;
		if (git->tree_entry_type(entry) == GIT_OBJECT_BLOB)
			ok = load_blob(loading, at, entry, error);
		git->tree_entry_free(entry);
		return ok;
	}
	return TRUE;
}

struct tree *git_repo_tree(struct git_repo *repo, const char *id, GHashTable *paths,
			   GError **error)
{
	g_autofree char *wanted = g_strconcat(id, "^{tree}", NULL);
	g_autoptr(Tree) tree = tree_new();
	struct loading loading = {repo, NULL, tree};
	git_object *root = NULL;
	GHashTableIter iter;
	gpointer path;
	gboolean ok = TRUE;

	if (libgit2()->revparse_single(&root, repo->repository, wanted)) {
		git_failed(repo, id, KF_ERROR_INPUT, error);
		return NULL;
	}
	loading.root = (git_tree *)root;
	g_hash_table_iter_init(&iter, paths);
	while (ok && g_hash_table_iter_next(&iter, &path, NULL))
		ok = tree_refusal(path) || load_path(&loading, path, error);
	libgit2()->object_free(root);
	if (!ok)
		return NULL;
	tree_settle(tree);
	return g_steal_pointer(&tree);
}

void git_repo_add_paths(GHashTable *paths, const struct patch *patch, int strip)
{
	for (guint i = 0; i < patch->files->len; i++) {
		const struct patch_file *file = g_ptr_array_index(patch->files, i);

		for (int side = PATCH_OLD; side <= PATCH_NEW; side++) {
			char *name = patch_file_name(file, side, strip);
			const char *git_name =
				file->git_name[side]
					? patch_name_strip(file->git_name[side],
							   file->rename || file->copy
								   ? 0
								   : strip)
					: NULL;

			if (name)
				g_hash_table_add(paths, name);
			if (git_name)
				g_hash_table_add(paths, g_strdup(git_name));
		}
	}
}
