/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trees and series of a rebase, from a branch file. */
#pragma once

#include <glib.h>

/*
 * For branch @name, sets *@old_tree to the pristine tree of its pinned version,
 * *@new_tree to that of @version (a source of the branch file), and *@series to its
 * series. Fetches trees that are missing. Skips what is already set. Free each with
 * g_free().
 */
gboolean rebase_branch_trees(const char *name, const char *version, char **old_tree,
			     char **new_tree, char **series, GError **error);
