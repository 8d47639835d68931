/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commits as a series: one file a commit, its text that of git-format-patch(1). What was
 * a patch before stays as it is wherever it can:
 *
 *	the commit is one that an export made      its bytes, its line of the series
 *	author, time and subject are a patch's     its name and line; its header, if the
 *	                                           message is that; its diffs, refreshed
 *	anything else                              a new patch, named after the subject
 *
 * The patches from before are those that the export kept in the repository (see
 * upstream/git-export.h), else the ones of the series that is to be replaced.
 */
#pragma once

#include <glib.h>

#include "upstream/git-repo.h"
#include "upstream/patch-queue.h"

struct git_imported {
	guint kept, refreshed, added, removed; /* patches */
};

/*
 * Makes @queue that of the commits @range ("BASE..TIP") of @repo. Where an export left a
 * series for them, comments, sections and patches left out by guards come from that, else
 * they stay as @queue has them. Errors: KF_ERROR_INPUT for merges and submodules in the
 * range, KF_ERROR_SYSTEM.
 */
gboolean git_import(struct git_repo *repo, const char *range, struct patch_queue *queue,
		    struct git_imported *imported,
		    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The commit @id (in hex) as git-format-patch(1) has it: no number, no signature, no
 * statistics, file names whole.
 */
GBytes *git_format_patch(const struct git_repo *repo, const char *id,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * What @commit does, as before and after of each file that @patches (of struct patch *,
 * with -p1 each) name; an array of struct refresh_edit, whose blobs are those of
 * *@before and *@after, both to be freed by the caller.
 */
GArray *git_commit_edits(struct git_repo *repo, const struct repo_commit *commit,
			 const struct patch *const *patches, const int *strips,
			 guint count, struct tree **before, struct tree **after,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
