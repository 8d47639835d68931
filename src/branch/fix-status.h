/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fixes by branches: what is known of each fix on every branch, and how it is known.
 * What a branch file declares and what was tried on a source are told apart; what was
 * not tried says why.
 */
#pragma once

#include "branch/branch-patches.h"
#include "patch/tree.h"

struct fix_status_branch {
	struct branch_patches *patches;
	struct tree *tree; /* its source with its series, in memory; NULL: not tried */
	char *why;	   /* there is no tree; NULL if there is */
	char *version;	   /* of the tree; NULL: none */
	GHashTable *variants; /* path of a patch to the variant that proves it */
};

/* How one fix stands on one branch. What it points to belongs to the branches. */
struct fix_status_cell {
	const struct branch_fix *declared; /* NULL: the branch file has no such fix */
	const struct branch_patch *patch;  /* of the branch's series, or NULL */
	/*
	 * What came of trying it: exact, offset, upstream or conflict of a patch of the
	 * series; of one that was ported from @donor also adapted and partial. NULL:
	 * not tried.
	 */
	const char *tried;
	const char *why; /* it was not tried; NULL: it was, or nothing is to be tried */
	const char *donor; /* the branch that it was ported from, or NULL */
	/* The variant whose verdict tells of this cell, or NULL: there is none. */
	const struct branch_variant *variant;
};

struct fix_status_row {
	char *name; /* of the fix that branch files declare, or of the patch's file */
	char *upstream;			 /* commit, abbreviated; or NULL */
	GArray *cells;			 /* of struct fix_status_cell, one per branch */
	const struct branch_patch *like; /* the first patch of the row, or NULL */
};

struct fix_status {
	GPtrArray *branches; /* of struct fix_status_branch, by version, see branch.h */
	GPtrArray *rows;     /* of struct fix_status_row */
};

/*
 * Works it out for the branches @names (NULL-terminated) of @project. A row is a fix:
 * one that branch files declare, with the patches that name its commit; or patches that
 * are the same fix (branch-patches.h). Only sources that are unpacked are looked at, and
 * nothing but the cache is written; with @fetch they are unpacked first, and one that
 * cannot be had is its branch's @why. Where a series lacks a patch that another has,
 * porting is tried from the nearest branch that has it, unless the branch file says that
 * the fix is superseded there. Errors: what cannot be read.
 */
struct fix_status *fix_status_new(const char *project, char **names, gboolean fetch,
				  GError **error) G_GNUC_WARN_UNUSED_RESULT;

void fix_status_free(struct fix_status *status);

typedef struct fix_status FixStatus;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FixStatus, fix_status_free)
