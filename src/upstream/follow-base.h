/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What later commits say of those that a base has: a release, a branch of the stable tree. */
#pragma once

#include "upstream/follow-index.h"

/*
 * The mentions of @index of commits that @revision of the repository @dir has, by commits
 * that it has not: an array of struct follow_mention, the newest first, to be unreffed. It has
 * a commit also by what a message says, as the stable tree does: "commit ID upstream.",
 * "[ Upstream commit ID ]", "(cherry picked from commit ID)". Reads all of its history.
 * Errors: KF_ERROR_INPUT for a revision that is not there.
 */
GPtrArray *follow_base(struct follow_index *index, const char *dir,
		       const char *revision, GError **error) G_GNUC_WARN_UNUSED_RESULT;
