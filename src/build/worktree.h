/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A worktree: the pristine source with some series applied, on the disk, cheap
 * to make and to switch.
 *
 * It is made as a clone of hard links, so it costs no space. What is changed in
 * it is written to new files, and the links to the pristine source are broken.
 * Switching to another list of series writes only files whose content differs,
 * so that make rebuilds only what depends on them; a file that goes back to its
 * pristine content is written anew too, for its old date would hide the change
 * from make. Which files were ever changed is remembered in .kferry-state.
 *
 * A kill at any time is repaired by the next run: the clone gets its name when
 * it is complete, and a switch is one journalled change (util/transaction.h).
 */
#pragma once

#include <glib.h>

#include "patch/series.h"
#include "patch/tree.h"

#define WORKTREE_STATE ".kferry-state"

/* What worktree_sync() did. */
struct worktree_report {
	gboolean cloned;
	guint written, removed; /* files */
	guint patched;		/* files that differ from the pristine ones now */
};

/*
 * The pristine tree with all of @series (an array of struct series) applied in
 * memory, without fuzz; tree_changes() then tells the paths it touches and what
 * they hold. Errors: KF_ERROR_NEGATIVE when a patch does not apply.
 */
struct tree *worktree_synthesize(const char *pristine, GPtrArray *series,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Makes @out what worktree_synthesize() gives. When @out already exists, it
 * must be a worktree of the same pristine source. Errors: KF_ERROR_INPUT,
 * KF_ERROR_NEGATIVE (nothing was changed), KF_ERROR_BUSY, KF_ERROR_SYSTEM.
 */
gboolean worktree_sync(const char *pristine, const char *out, GPtrArray *series,
		       struct worktree_report *report,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;
