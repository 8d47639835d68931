/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fixes by branches: the status of each patch on every branch, and what would
 * where it is not carried yet.
 */
#pragma once

#include "branch/branch-patches.h"

struct fix_status_cell {
	const char *status; /* clean, offset, adapted, upstream, partial, conflict,
			       missing; of a fix that branch files declare:
			       affected, fixed, superseded, missing, or "" */
	gboolean carried;   /* the branch's series has it; else it was ported */
	const char *donor;  /* branch that it was ported from, or NULL */
};

struct fix_status_row {
	char *name;	   /* of the patch's file, or of the fix */
	char *upstream;	   /* commit, abbreviated; or NULL */
	gboolean declared; /* a [fix] of branch files, not a patch */
	GArray *cells;	   /* of struct fix_status_cell, one per branch */
};

struct fix_status {
	GPtrArray *branches; /* of struct branch_patches */
	GPtrArray *rows;     /* of struct fix_status_row */
};

/*
 * Works it out for the branches @names (NULL-terminated) of @project. Only sources
 * that are unpacked are looked at: where there is none, a patch that the branch
 * carries is "clean" as far as is known, and any other one "missing".
 */
struct fix_status *fix_status_new(const char *project, char **names,
				  GError **error) G_GNUC_WARN_UNUSED_RESULT;

void fix_status_free(struct fix_status *matrix);

typedef struct fix_status FixStatus;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FixStatus, fix_status_free)
