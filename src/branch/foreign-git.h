/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * git(1) on repositories of others. A repository's configuration and hooks name
 * programs that git runs: core.fsmonitor, filters, helpers for a promised object, gpg.
 * So git never sees them: it works on an empty repository of ours that borrows from the
 * other one what is data alone, its objects, references, index and exclude file.
 * Nothing is written to the other one, and the user's own configuration of git has no
 * say either.
 */
#pragma once

#include <gio/gio.h>

typedef struct foreign_git ForeignGit;

/*
 * Borrows the repository in the directory @dir, an absolute path, which need not have all
 * parts; NULL: there is none, and the repository is empty. The caller frees it, which
 * removes what was made. KF_ERROR_SYSTEM.
 */
struct foreign_git *foreign_git_new(const char *dir, GError **error);

/*
 * Runs "git @args", ended by NULL, in the directory @cwd (NULL: the caller's) and returns
 * what it printed, to be freed; KF_ERROR_SYSTEM and NULL if it failed.
 */
char *foreign_git_run(const struct foreign_git *foreign_git, const char *const *args,
		      const char *cwd, GError **error);

/* Writes to git's standard input. An error of its own is in KF_ERROR. */
typedef gboolean foreign_git_writer(GOutputStream *to, gpointer data, GError **error);

/*
 * Runs "git @args", ended by NULL, and lets @writer say what it reads; what it prints is
 * dropped. Objects and references that it makes are the borrowed repository's: the one
 * way in which that is written. KF_ERROR_SYSTEM if it failed, or the writer's error.
 */
gboolean foreign_git_feed(const struct foreign_git *foreign_git,
			  const char *const *args, foreign_git_writer *writer,
			  gpointer data, GError **error);

/* Our repository, for a library that opens one; it goes with @foreign_git. */
const char *foreign_git_dir(const struct foreign_git *foreign_git);

/*
 * The repository that @dir is or has: itself if it is bare, its .git, or where that file
 * says. An absolute path, to be freed; NULL if there is none.
 */
char *foreign_git_find(const char *dir);

void foreign_git_free(struct foreign_git *foreign_git);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ForeignGit, foreign_git_free)
