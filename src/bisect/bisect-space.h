/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is bisected: a list of changes, and how a set of them is applied.
 *
 *	a series          each patch is a change; a set is the tree with its patches
 *	two series        each difference between an old and a new one is a change
 *	a fragment        each line of a kernel configuration is a change; a set is a file
 */
#pragma once

#include <glib.h>

#include "bisect/bisect.h"

struct bisect_space;

/* The patches of @series on @pristine; sets are applied to the worktree @tree. Errors:
 * KF_ERROR_INPUT. */
struct bisect_space *bisect_space_series(const char *series, const char *pristine,
					 const char *tree, GError **error);

/* The step from @old to @new, both on @pristine: patches that were added, removed or
 * modified. Patches that are equal in both are always applied. */
struct bisect_space *bisect_space_versions(const char *old, const char *new,
					   const char *pristine, const char *tree,
					   GError **error);

/* The symbols of the fragment @path; sets are written to the file @out. */
struct bisect_space *bisect_space_config(const char *path, const char *out,
					 GError **error);

void bisect_space_free(struct bisect_space *space);

/* Returns the number of changes, which are numbered from 0. */
guint bisect_space_count(const struct bisect_space *space);

/*
 * Returns the name of change @at: the patch; "+", "-" or "~" and the patch; the symbol.
 */
const char *bisect_space_name(const struct bisect_space *space, guint at);

/* Returns a line that identifies the changes and what they apply to; the caller frees
 * it. */
char *bisect_space_digest(const struct bisect_space *space);

/* Applies @set. *@fits is FALSE if that is impossible, because a patch does not apply
 * without another. Errors: KF_ERROR_INPUT, KF_ERROR_SYSTEM. */
gboolean bisect_space_place(const struct bisect_space *space,
			    const struct bisect_set *set, gboolean *fits,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the patches of @set to the directory @dir, with a file "series": what
 * bisect_space_place() applies. Errors: KF_ERROR_SYSTEM. */
gboolean bisect_space_write(const struct bisect_space *space,
			    const struct bisect_set *set, const char *dir,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct bisect_space BisectSpace;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BisectSpace, bisect_space_free)
