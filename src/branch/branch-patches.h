/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The patches of a branch, and which patches are the same fix on another branch: those
 * with the same upstream commit or, if none is named, the same file name.
 */
#pragma once

#include "branch/branch.h"
#include "patch/series.h"
#include "patch/tree.h"

struct branch_patch {
	const struct series_entry *entry; /* NULL: not from a series */
	struct patch *patch;
	char *upstream; /* first 12 digits of the commit, or NULL */
	char *base;	/* file name without directories */
};

struct branch_patches {
	struct branch *branch;
	struct series *series; /* patches/BRANCH/series */
	GPtrArray *patches;    /* of struct branch_patch, in order */
};

/* Loads the patches. A branch without a series has none. Errors: KF_ERROR_INPUT. */
struct branch_patches *branch_patches_load(const char *project, const char *name,
					   GError **error) G_GNUC_WARN_UNUSED_RESULT;

void branch_patches_free(struct branch_patches *patches);

/* Returns the patch called @name, with or without directories, or NULL. */
const struct branch_patch *branch_patches_named(const struct branch_patches *patches,
						const char *name);

/* Whether two commit ids, which may be abbreviated or NULL, mean the same commit. Ids
 * of fewer than 8 digits never do. */
gboolean branch_same_commit(const char *a, const char *b);

/* Whether both patches are the same fix. */
gboolean branch_patch_same(const struct branch_patch *a, const struct branch_patch *b);

/* Returns the patch that is the same fix as @patch of another branch, or NULL. */
const struct branch_patch *branch_patches_like(const struct branch_patches *patches,
					       const struct branch_patch *patch);

/* Applies the patches before @last (NULL: all) to @tree, in memory. Errors:
 * KF_ERROR_INPUT, naming series and line, if one does not apply. */
gboolean branch_patches_apply(const struct branch_patches *patches, struct tree *tree,
			      const struct branch_patch *last,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Loads the patch file @path, to compare it with patches of branches. */
struct branch_patch *branch_patch_load(const char *path,
				       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void branch_patch_free(struct branch_patch *patch);

typedef struct branch_patches BranchPatches;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BranchPatches, branch_patches_free)
