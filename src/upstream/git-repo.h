/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A foreign git repository: its commits and their files, without a checkout. Its
 * configuration is neither read nor run (see branch/foreign-git.h).
 */
#pragma once

#include <glib.h>

#include "branch/foreign-git.h"
#include "patch/patch.h"
#include "patch/tree.h"
#include "util/libgit2.h"

struct git_repo;

struct repo_commit {
	char *id, *parent; /* hex; parent is NULL if there is none */
	char *tree;
	char *name, *mail; /* of the author */
	gint64 time;
	int zone;      /* minutes east of UTC */
	char *message; /* unchanged */
	char *subject; /* first paragraph as one line */
};

/* Opens the repository at @dir. Errors: KF_ERROR_INPUT if there is none, or if it uses
 * SHA-256, which libgit2 cannot read; KF_ERROR_SYSTEM. */
struct git_repo *git_repo_open(const char *dir,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void git_repo_free(struct git_repo *repo);

/* Returns the path as the user gave it, for messages. */
const char *git_repo_dir(const struct git_repo *repo);

/* For running git(1) on it. */
const struct foreign_git *git_repo_git(const struct git_repo *repo);

/* Returns the absolute path of the repository itself. */
const char *git_repo_path(const struct git_repo *repo);

/* Returns the commit of @revision in hex, or NULL with KF_ERROR_INPUT; the caller frees
 * it. */
char *git_repo_resolve(const struct git_repo *repo, const char *revision,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads the commit @id (40 hex digits). Errors: KF_ERROR_INPUT. */
struct repo_commit *git_repo_commit(struct git_repo *repo, const char *id,
				    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void repo_commit_free(struct repo_commit *commit);

/*
 * Returns the commits in @tip that are not in @base, oldest first, an array of struct
 * repo_commit; unref it. Errors: KF_ERROR_INPUT, naming a merge among them, which a
 * series cannot contain.
 */
GPtrArray *git_repo_range(struct git_repo *repo, const char *base, const char *tip,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Returns a tree with the files @paths (a set of strings) of the commit @id, and with
 * what is in their way; with nothing else. Errors: KF_ERROR_INPUT, KF_ERROR_SYSTEM for
 * missing objects.
 */
struct tree *git_repo_tree(struct git_repo *repo, const char *id, GHashTable *paths,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds the names of all files that @patch, applied with -p@strip, may read or write. */
void git_repo_add_paths(GHashTable *paths, const struct patch *patch, int strip);

/* Returns the changes of the commit @id, without detection of renames; the caller frees
 * it. NULL for a merge, and for what cannot be read. */
git_diff *git_repo_diff(struct git_repo *repo, const char *id);

/* Whether @id is an ancestor of @of; FALSE if one of them does not exist. */
gboolean git_repo_is_ancestor(struct git_repo *repo, const char *id, const char *of);

typedef struct git_repo GitRepo;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GitRepo, git_repo_free)
typedef struct repo_commit RepoCommit;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RepoCommit, repo_commit_free)
