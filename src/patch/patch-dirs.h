/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes to the directories that contain the patches of a series. Most patches are in
 * the directory of the series. If a patch is a symbolic link, or is reached by one, the
 * link's target is written, and the link stays.
 */
#pragma once

#include <glib.h>

#include "patch/series.h"
#include "patch/tree.h"

struct patchdirs;

/*
 * Locks the directory of @series. @tree (borrowed, and already locked) is used for
 * patches that are directly in its directory. Errors: KF_ERROR_BUSY, KF_ERROR_SYSTEM.
 */
struct patchdirs *patchdirs_open(const struct series *series, struct tree *tree,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;
void patchdirs_free(struct patchdirs *dirs);

/* Sets the content of the patch @entry to @bytes. Errors: KF_ERROR_INPUT for a dangling
 * link, and for a second entry that is the same file. */
gboolean patchdirs_put(struct patchdirs *dirs, const struct series_entry *entry,
		       GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes these contents: in each directory all or none. Those in the directory of the
 * tree are left to tree_commit(). */
gboolean patchdirs_commit(struct patchdirs *dirs,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct patchdirs Patchdirs;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Patchdirs, patchdirs_free)
