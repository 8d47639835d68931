/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bare git repositories of the user, as sources. They are never changed. */
#pragma once

#include <glib.h>

/*
 * The commit that HEAD of the bare repository @dir means, in hex, to be freed
 * by the caller; NULL, and no error, if @dir is no bare repository.
 */
char *source_git_commit(const char *dir);

/*
 * Writes that commit's tree as the tarball @path. Snapshots of repositories tend to
 * lack a few big files, all of them build output so far: such a file is left out, and
 * named on stderr. KF_ERROR_SYSTEM if git fails for any other reason.
 */
gboolean source_git_archive(const char *dir, const char *commit, const char *path,
			    GError **error);
