/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs git(1) on repositories of others. Configuration and hooks of a repository name
 * programs that git runs: core.fsmonitor, filters, helpers for promised objects, gpg.
 * Therefore git uses an empty repository of ours, which borrows only data from the
 * other one: its objects, references, index and exclude file. The other repository is
 * not written, and the user's git configuration is ignored, too.
 */
#pragma once

#include <gio/gio.h>

typedef struct foreign_git ForeignGit;

/*
 * Borrows the repository in the absolute directory @dir, which may be incomplete; NULL
 * means an empty repository. The caller frees it, which removes our repository. Errors:
 * KF_ERROR_SYSTEM.
 */
struct foreign_git *foreign_git_new(const char *dir, GError **error);

/*
 * Runs "git @args", ended by NULL, in the directory @cwd (NULL: the current one) and
 * returns its output; the caller frees it. Returns NULL with KF_ERROR_SYSTEM if it
 * fails.
 */
char *foreign_git_run(const struct foreign_git *foreign_git, const char *const *args,
		      const char *cwd, GError **error);

/* Writes the standard input of git. Errors of its own must be in KF_ERROR. */
typedef gboolean foreign_git_writer(GOutputStream *to, gpointer data, GError **error);

/*
 * Runs "git @args", ended by NULL, with input from @writer, and drops its output.
 * Objects and references that it creates go to the borrowed repository; nothing else
 * here writes to it. Errors: KF_ERROR_SYSTEM, or that of the writer.
 */
gboolean foreign_git_feed(const struct foreign_git *foreign_git,
			  const char *const *args, foreign_git_writer *writer,
			  gpointer data, GError **error);

/*
 * Returns the path of our repository, for libraries; it is removed with @foreign_git.
 */
const char *foreign_git_dir(const struct foreign_git *foreign_git);

/*
 * Returns the absolute path of the repository at @dir: @dir itself if it is bare, its
 * .git directory, or the one that the file .git names. NULL if there is none. The
 * caller frees it.
 */
char *foreign_git_find(const char *dir);

void foreign_git_free(struct foreign_git *foreign_git);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ForeignGit, foreign_git_free)
