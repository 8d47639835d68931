/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a hunk requires and the new tree lacks. This is only a hint where to look for a
 * prerequisite, because names are compared by their spelling alone.
 */
#pragma once

#include "port/carry.h"
#include "port/hunk-merge-private.h"

/* Returns the names in lines that @hunk adds or removes which are in base and not in
 * theirs: an array of char *, or NULL if there are none. */
GPtrArray *prerequisites_lost(const struct merge_job *job,
			      const struct merge_hunk *hunk);

/* Whether a line that @hunk adds calls such a name as a function or macro. */
gboolean prerequisites_uses_lost(const struct merge_job *job,
				 const struct merge_hunk *hunk);

struct prerequisites;

/* Both trees are borrowed. */
struct prerequisites *prerequisites_new(struct tree *old, struct tree *new);
void prerequisites_free(struct prerequisites *prerequisites);

/*
 * Adds to the reasons of @carry's hunks, carried or in conflict, what they need: names
 * that their file no longer has, and functions, macros and types, newly used, that
 * headers of the old tree have and those of the new tree lack. The patch must be
 * applied to the trees.
 */
void prerequisites_tell(struct prerequisites *prerequisites, struct carry *carry,
			gboolean reverse);

typedef struct prerequisites Prerequisites;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Prerequisites, prerequisites_free)
