/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A git repository of others: its commits and their files, without a checkout. Nothing of
 * its configuration is read or run (see branch/foreign-git.h).
 */
#pragma once

#include <glib.h>

#include "branch/foreign-git.h"
#include "patch/patch.h"
#include "patch/tree.h"
#include "util/libgit2.h"

struct git_repo;

struct repo_commit {
	char *id, *parent; /* in hex; parent NULL: it has none */
	char *tree;
	char *name, *mail; /* of the author */
	gint64 time;
	int zone;      /* minutes east of UTC */
	char *message; /* as it is there */
	char *subject; /* its first paragraph in one line */
};

/*
 * Opens the repository that @dir is or has. Errors: KF_ERROR_INPUT when there is none, or
 * one whose objects have SHA-256 names, which libgit2 does not read; KF_ERROR_SYSTEM.
 */
struct git_repo *git_repo_open(const char *dir,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void git_repo_free(struct git_repo *repo);

/* As the user called it, for messages. */
const char *git_repo_dir(const struct git_repo *repo);

/* For git(1) on it. */
const struct foreign_git *git_repo_git(const struct git_repo *repo);

/* The repository itself: an absolute path. */
const char *git_repo_path(const struct git_repo *repo);

/* The commit that @revision means, in hex; NULL and KF_ERROR_INPUT if none. Free it. */
char *git_repo_resolve(const struct git_repo *repo, const char *revision,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads the commit @id (40 hex digits). KF_ERROR_INPUT. */
struct repo_commit *git_repo_commit(struct git_repo *repo, const char *id,
				    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void repo_commit_free(struct repo_commit *commit);

/*
 * The commits of @tip that @base does not have, oldest first; of struct repo_commit, to be
 * unreffed. Errors: KF_ERROR_INPUT naming a merge among them: a series has no place for
 * one.
 */
GPtrArray *git_repo_range(struct git_repo *repo, const char *base, const char *tip,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * A tree that has the files @paths (a set of strings) as the commit @id has them, and what
 * is in their way there; nothing else of it. Errors: KF_ERROR_INPUT, KF_ERROR_SYSTEM for
 * objects that the repository lacks.
 */
struct tree *git_repo_tree(struct git_repo *repo, const char *id, GHashTable *paths,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds the names of all files that @patch may read or write, with -p@strip. */
void git_repo_add_paths(GHashTable *paths, const struct patch *patch, int strip);

/*
 * What the commit @id changes, without a search for renames; the caller frees it. NULL for a
 * merge, and for what cannot be read.
 */
git_diff *git_repo_diff(struct git_repo *repo, const char *id);

/* Whether @id is among the ancestors of @of; both may be unknown there: then not. */
gboolean git_repo_is_ancestor(struct git_repo *repo, const char *id, const char *of);

typedef struct git_repo GitRepo;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GitRepo, git_repo_free)
typedef struct repo_commit RepoCommit;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RepoCommit, repo_commit_free)
