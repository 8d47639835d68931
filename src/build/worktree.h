/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A worktree: a pristine source with series applied, on disk, cheap to create and to
 * switch.
 *
 * It is a clone of hard links, so it needs no space. Changed files are written anew,
 * which breaks the link to the pristine source. Switching to other series only writes
 * files whose content differs, so that make rebuilds only what depends on them. A file
 * that returns to its pristine content is written anew, too, because its old timestamp
 * would hide the change from make. .kferry-state lists all files that were ever
 * changed.
 *
 * The next run repairs what a killed one left: the clone is renamed when it is
 * complete, and a switch is one transaction (util/transaction.h).
 */
#pragma once

#include <glib.h>

#include "patch/series.h"
#include "patch/tree.h"

#define WORKTREE_STATE ".kferry-state"

/* What worktree_sync() did. */
struct worktree_report {
	gboolean cloned;
	guint written, removed; /* numbers of files */
	guint patched;		/* number of files that now differ from pristine ones */
};

/*
 * Returns the pristine tree with all of @series (an array of struct series) applied in
 * memory, without fuzz; tree_changes() lists the changes. Errors: KF_ERROR_NEGATIVE if
 * a patch does not apply.
 */
struct tree *worktree_synthesize(const char *pristine, GPtrArray *series,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Writes the result of worktree_synthesize() to @out. If @out already exists, it must
 * be a worktree of the same pristine source. Errors: KF_ERROR_INPUT, KF_ERROR_NEGATIVE
 * (nothing was changed), KF_ERROR_BUSY, KF_ERROR_SYSTEM.
 */
gboolean worktree_sync(const char *pristine, const char *out, GPtrArray *series,
		       struct worktree_report *report,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;
