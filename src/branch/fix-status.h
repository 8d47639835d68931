/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A table of fixes by branches: the status of each fix on every branch, and how it is
 * known. What a branch file declares is kept apart from what was tried on a source.
 * What could not be tried has a reason.
 */
#pragma once

#include "branch/branch-patches.h"
#include "patch/tree.h"

struct fix_status_branch {
	struct branch_patches *patches;
	struct tree *tree; /* source with the series, in memory; NULL: not available */
	char *why;	   /* reason why tree is NULL, else NULL */
	char *version;	   /* of the tree, or NULL */
	GHashTable *variants; /* path of a patch to the variant that proves it */
};

/* The status of a fix on a branch. Its pointers belong to the branches. */
struct fix_status_cell {
	const struct branch_fix *declared; /* NULL: not in the branch file */
	const struct branch_patch *patch;  /* in the branch's series, or NULL */
	/*
	 * The outcome of trying it: exact, offset, upstream or conflict for a patch of
	 * the series; also adapted and partial if it was ported from @donor. NULL: not
	 * tried.
	 */
	const char *tried;
	const char *why;   /* why it could not be tried, or NULL */
	const char *donor; /* branch from which it was ported, or NULL */
	/* The variant whose verdict is about this cell, or NULL. */
	const struct branch_variant *variant;
};

struct fix_status_row {
	char *name;			 /* of the declared fix, or of the patch file */
	char *upstream;			 /* abbreviated commit, or NULL */
	GArray *cells;			 /* of struct fix_status_cell, one per branch */
	const struct branch_patch *like; /* first patch in the row, or NULL */
};

struct fix_status {
	GPtrArray *branches; /* of struct fix_status_branch, sorted by version */
	GPtrArray *rows;     /* of struct fix_status_row */
};

/*
 * Computes the table for the branches @names (NULL-terminated) of @project. A row is a
 * fix: one that branch files declare, with the patches that name its commit; or patches
 * that are the same fix (branch-patches.h). Only unpacked sources are used, and nothing
 * but the cache is written. With @fetch, sources are first fetched and unpacked; if one
 * is not available, its branch has the reason. If a series lacks a patch that another
 * one has, porting is tried from the nearest branch that has it, unless the branch file
 * says that the fix is superseded. Errors: whatever cannot be read.
 */
struct fix_status *fix_status_new(const char *project, char **names, gboolean fetch,
				  GError **error) G_GNUC_WARN_UNUSED_RESULT;

void fix_status_free(struct fix_status *status);

typedef struct fix_status FixStatus;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FixStatus, fix_status_free)
