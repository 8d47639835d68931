/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Later commits that mention commits of a base: a release, or a branch of the stable
 * tree.
 */
#pragma once

#include "upstream/follow-index.h"

/*
 * Returns the mentions in @index of commits that are in @revision of the repository
 * @dir, by commits that are not: an array of struct follow_mention, newest first; unref
 * it. A commit also counts as being in the base if a message there names it as the
 * stable tree does: "commit ID upstream.", "[ Upstream commit ID ]", "(cherry picked
 * from commit ID)". Reads the whole history. Errors: KF_ERROR_INPUT for a missing
 * revision.
 */
GPtrArray *follow_base(struct follow_index *index, const char *dir,
		       const char *revision, GError **error) G_GNUC_WARN_UNUSED_RESULT;
