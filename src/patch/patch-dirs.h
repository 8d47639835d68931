/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The directories that the patches of a series lie in, to be written to. Most lie in
 * the series' own; where one is a symbolic link, or is reached through one, it is what
 * the link leads to that is written, and the link stays.
 */
#pragma once

#include <glib.h>

#include "patch/series.h"
#include "patch/tree.h"

struct patchdirs;

/*
 * Locks the directory of @series. @tree (borrowed, and locked already) is used where a
 * patch lies directly in its directory. Errors: KF_ERROR_BUSY, KF_ERROR_SYSTEM.
 */
struct patchdirs *patchdirs_open(const struct series *series, struct tree *tree,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void patchdirs_free(struct patchdirs *dirs);

/*
 * The patch of @entry is to hold @bytes. Errors: KF_ERROR_INPUT for a link that leads
 * to nothing, and for a second entry that leads to the same file.
 */
gboolean patchdirs_put(struct patchdirs *dirs, const struct series_entry *entry,
		       GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Writes what was put: all of a directory or none of it. What lies in the tree's own is
 * left to the caller's tree_commit().
 */
gboolean patchdirs_commit(struct patchdirs *dirs,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct patchdirs Patchdirs;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Patchdirs, patchdirs_free)
