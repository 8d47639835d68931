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

#include <glib.h>

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

void foreign_git_free(struct foreign_git *foreign_git);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ForeignGit, foreign_git_free)
