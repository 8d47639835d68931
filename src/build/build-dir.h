/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A build directory: a worktree of a pristine source, and the O= directory that is
 * built from it. Both are kept between builds, so that make rebuilds little.
 *
 * make only compares timestamps. worktree.h gives changed files new timestamps when
 * series are switched; this does the same when the pristine source itself is replaced,
 * as after every edit of a tree of the user.
 */
#pragma once

#include <glib.h>

#include "branch/source.h"

/*
 * Creates @tree from @source with all of @series (struct series *) applied, ready for
 * make in the directory @output. Empties @output if it was built from a source that has
 * nothing in common with @source, or with another @make_identity (kbuild_identity()):
 * because of KBUILD_NOCMDDEP, make would not notice new flags. The caller must hold the
 * lock of the build. The next call repairs what a killed one left. Errors: those of
 * worktree_sync(), KF_ERROR_SYSTEM.
 */
gboolean build_dir_prepare(const char *tree, const char *output,
			   const struct pristine *source, const char *make_identity,
			   GPtrArray *series, GError **error);
