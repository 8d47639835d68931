/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The trees and the series of a rebase, from a branch file. */
#pragma once

#include <glib.h>

/*
 * For branch @name: the pristine tree of its pinned version, that of @version
 * (one of the branch file's sources; both are got when they are not there yet)
 * and its series. What was set before is kept. Free each with g_free().
 */
gboolean rebase_branch_trees(const char *name, const char *version, char **old_tree,
			     char **new_tree, char **series, GError **error);
