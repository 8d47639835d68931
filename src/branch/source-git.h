/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bare git repositories of the user as sources. They are never changed. */
#pragma once

#include <glib.h>

/* Returns the commit of HEAD in the bare repository @dir, in hex; the caller frees it.
 * Returns NULL without an error if @dir is not a bare repository. */
char *source_git_commit(const char *dir);

/*
 * Writes the tree of @commit as the tarball @path. Snapshots of repositories may lack a
 * few large files (so far always build output): such a file is omitted and named on
 * stderr. KF_ERROR_SYSTEM if git fails for another reason.
 */
gboolean source_git_archive(const char *dir, const char *commit, const char *path,
			    GError **error);
