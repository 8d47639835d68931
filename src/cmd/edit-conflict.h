/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of a conflict in the user's editor, or in the merge tool that git uses. */
#pragma once

#include "port/rebase-dir.h"

/*
 * Opens all of them in $VISUAL or $EDITOR (environ(7)); if neither is set, in git's merge
 * tool if git has one, else in vi. Errors: KF_ERROR_INPUT when nothing is there to be
 * edited, KF_ERROR_SYSTEM for a program that cannot be run or fails.
 */
gboolean conflict_edit(const struct rebase_dir *dir, const struct rebase_step *step,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Opens each that has markers left, one after another, in the tool that git's merge.tool
 * names, run as git-mergetool(1) does. The same errors; KF_ERROR_INPUT if none is named.
 */
gboolean conflict_merge_tool(const struct rebase_dir *dir,
			     const struct rebase_step *step,
			     GError **error) G_GNUC_WARN_UNUSED_RESULT;
