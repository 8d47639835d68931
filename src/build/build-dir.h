/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A build directory: a worktree of one pristine source and the O= directory that is
 * built from it. Both are kept between builds, so that make rebuilds little.
 *
 * make compares dates and nothing else. A switch between series is written with
 * new dates (worktree.h); here the same is seen to when the pristine source itself
 * becomes another one, as a tree of the user's does with every edit.
 */
#pragma once

#include <glib.h>

#include "branch/source.h"

/*
 * Makes @tree the source @source with all of @series (struct series *) applied,
 * ready for make in the directory @output. That is emptied if it was built from a source
 * that has nothing in common with @source, or under another @make_identity
 * (kbuild_identity()): with KBUILD_NOCMDDEP, make would not notice new flags. The caller
 * holds the lock of the build. After a kill at any time, the next call mends it.
 * Errors: those of worktree_sync(), KF_ERROR_SYSTEM.
 */
gboolean build_dir_prepare(const char *tree, const char *output,
			   const struct pristine *source, const char *make_identity,
			   GPtrArray *series, GError **error);
