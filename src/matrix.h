/*
 * Fixes by branches: what has become of each patch on each branch, and what would
 * where it is not carried yet.
 */
#pragma once

#include "branch-patches.h"

struct matrix_cell {
	const char *status; /* clean, offset, adapted, upstream, partial, conflict,
			       missing; of a fix that branch files declare:
			       affected, fixed, superseded, missing, or "" */
	gboolean carried;   /* the branch's series has it; else it was ported */
	const char *donor;  /* branch that it was ported from, or NULL */
};

struct matrix_row {
	char *name;	   /* of the patch's file, or of the fix */
	char *upstream;	   /* commit, abbreviated; or NULL */
	gboolean declared; /* a [fix] of branch files, not a patch */
	GArray *cells;	   /* of struct matrix_cell, one per branch */
};

struct matrix {
	GPtrArray *branches; /* of struct branch_patches */
	GPtrArray *rows;     /* of struct matrix_row */
};

/*
 * Works it out for the branches @names (NULL-terminated) of @project. Only sources
 * that are unpacked are looked at: where there is none, a patch that the branch
 * carries is "clean" as far as is known, and any other one "missing".
 */
struct matrix *matrix_new(const char *project, char **names,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

void matrix_free(struct matrix *matrix);

typedef struct matrix Matrix;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Matrix, matrix_free)
