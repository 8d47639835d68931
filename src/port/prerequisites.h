/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a hunk takes for granted and the new tree lacks. It tells where to look for a
 * prerequisite, no more: names are told by their spelling.
 */
#pragma once

#include "port/carry.h"
#include "port/hunk-merge-private.h"

/*
 * The names in the lines that @hunk adds or removes which base has, before the patch, and
 * theirs lacks: an array of char *; NULL when there are none.
 */
GPtrArray *prerequisites_lost(const struct merge_job *job,
			      const struct merge_hunk *hunk);

/* Whether a line that @hunk adds calls such a name, a function or a macro. */
gboolean prerequisites_uses_lost(const struct merge_job *job,
				 const struct merge_hunk *hunk);

struct prerequisites;

/* Between two trees, which are borrowed. */
struct prerequisites *prerequisites_new(struct tree *old, struct tree *new);
void prerequisites_free(struct prerequisites *prerequisites);

/*
 * Adds to the reasons of @carry's hunks, carried or in conflict, what they need: the
 * names that their file had, and the functions, macros and types that they begin to use
 * which headers of the old tree have and those of the new one lack. The trees have the
 * patch already.
 */
void prerequisites_tell(struct prerequisites *prerequisites, struct carry *carry,
			gboolean reverse);

typedef struct prerequisites Prerequisites;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Prerequisites, prerequisites_free)
