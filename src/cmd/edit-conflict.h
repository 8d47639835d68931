/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opens the files of a conflict in the user's editor, or in git's merge tool. */
#pragma once

#include "port/rebase-dir.h"

/*
 * Opens all of them in $VISUAL or $EDITOR (environ(7)); if neither is set, in git's
 * merge tool, or else in vi. Errors: KF_ERROR_INPUT if there is nothing to edit,
 * KF_ERROR_SYSTEM for a program that cannot be run or fails.
 */
gboolean conflict_edit(const struct rebase_dir *dir, const struct rebase_step *step,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Opens each file that still has markers, one after another, in git's merge.tool, as
 * git-mergetool(1) does. Errors: the same; KF_ERROR_INPUT if none is configured. */
gboolean conflict_merge_tool(const struct rebase_dir *dir,
			     const struct rebase_step *step,
			     GError **error) G_GNUC_WARN_UNUSED_RESULT;
