/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commits of a history that make the same changes as given patches, by
 * upstream/patch-id.h. Commits that change other files than every patch are skipped
 * quickly.
 */
#pragma once

#include "port/known-changes.h"
#include "upstream/git-repo.h"

struct same_changes;

/* Searches the commits @from..@to of @repo for the changes of @patches (of struct
 * known_patch). Errors: KF_ERROR_SYSTEM if the history cannot be read. */
struct same_changes *same_changes_new(struct git_repo *repo, const char *from,
				      const char *to, const GPtrArray *patches,
				      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void same_changes_free(struct same_changes *same);

/* Returns the commit that makes the same change as @patch, which is one of those, or
 * NULL; borrowed. */
const char *same_changes_find(const struct same_changes *same,
			      const struct patch *patch);
