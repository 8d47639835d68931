/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Imports commits as a series: a file per commit, as from git-format-patch(1). Earlier
 * patches stay unchanged as far as possible:
 *
 *	the commit is one that an export made      its bytes and its line in the series
 *	author, date and subject are a patch's     its name and line; its header, if the
 *	                                           message is equal; its diffs, refreshed
 *	anything else                              a new patch, named after the subject
 *
 * The earlier patches are those that an export stored in the repository (see
 * upstream/git-export.h), else those of the series that is replaced.
 */
#pragma once

#include <glib.h>

#include "upstream/git-repo.h"
#include "upstream/patch-queue.h"

struct git_imported {
	guint kept, refreshed, added, removed; /* patches */
};

/*
 * Sets @queue to the commits @range ("BASE..TIP") of @repo. Comments, sections and
 * patches that guards leave out come from the series that an export stored for these
 * commits, else from @queue. Errors: KF_ERROR_INPUT for merges and submodules in the
 * range, KF_ERROR_SYSTEM.
 */
gboolean git_import(struct git_repo *repo, const char *range, struct patch_queue *queue,
		    struct git_imported *imported,
		    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns the commit @id (hex) as from git-format-patch(1), without number, signature
 * and statistics, and with unabbreviated file names. */
GBytes *git_format_patch(const struct git_repo *repo, const char *id,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Returns the changes of @commit to each file that @patches (of struct patch *, with
 * strip levels @strips) name: an array of struct refresh_edit, whose blobs belong to
 * *@before and *@after. The caller frees all three.
 */
GArray *git_commit_edits(struct git_repo *repo, const struct repo_commit *commit,
			 const struct patch *const *patches, const int *strips,
			 guint count, struct tree **before, struct tree **after,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
