/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commits of a history that make the same changes as patches do, by upstream/patch-id.h. Of
 * a commit that changes other files than each of the patches, no id is worked out.
 */
#pragma once

#include "port/known-changes.h"
#include "upstream/git-repo.h"

struct same_changes;

/*
 * Looks for @patches (of struct known_patch) among the commits @from..@to of @repo. Errors:
 * KF_ERROR_SYSTEM when the history cannot be read.
 */
struct same_changes *same_changes_new(struct git_repo *repo, const char *from,
				      const char *to, const GPtrArray *patches,
				      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void same_changes_free(struct same_changes *same);

/* The commit that makes the change of @patch, one of those; NULL: none. Borrowed. */
const char *same_changes_find(const struct same_changes *same,
			      const struct patch *patch);
