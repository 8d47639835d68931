/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is bisected: changes in order, and how a set of them is put in place.
 *
 *	a series          each patch is a change; a set is the tree with those patches
 *	two series        each difference between an old and a new one is
 *	a fragment        each line of a kernel configuration is; a set is a file of them
 */
#pragma once

#include <glib.h>

#include "bisect/bisect.h"

struct bisect_space;

/* The patches of @series on @pristine; sets go to the worktree @tree. KF_ERROR_INPUT. */
struct bisect_space *bisect_space_series(const char *series, const char *pristine,
					 const char *tree, GError **error);

/*
 * From @old to @new, both on @pristine: a patch that came, went, or is another. Those that
 * are in both alike are always in.
 */
struct bisect_space *bisect_space_versions(const char *old, const char *new,
					   const char *pristine, const char *tree,
					   GError **error);

/* The symbols of the fragment @path; a set goes to the file @out. */
struct bisect_space *bisect_space_config(const char *path, const char *out,
					 GError **error);

void bisect_space_free(struct bisect_space *space);

/* How many changes there are; they are numbered from 0. */
guint bisect_space_count(const struct bisect_space *space);

/* What change @at is called: the patch, "+", "-" or "~" and the patch, the symbol. */
const char *bisect_space_name(const struct bisect_space *space, guint at);

/* One line that differs whenever the changes or what they are made to do; free it. */
char *bisect_space_digest(const struct bisect_space *space);

/*
 * Puts @set in place. *@fits is FALSE where it cannot be: a patch does not apply without
 * another. Errors: KF_ERROR_INPUT, KF_ERROR_SYSTEM.
 */
gboolean bisect_space_place(const struct bisect_space *space,
			    const struct bisect_set *set, gboolean *fits,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct bisect_space BisectSpace;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BisectSpace, bisect_space_free)
