/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/rebase-branch.h"

#include "branch/project.h"
#include "branch/source.h"

static gboolean pristine_dir(const struct branch *b, const char *version, char **dir,
			     GError **error)
{
	g_autoptr(Pristine) tree = NULL;

	if (*dir)
		return TRUE;
	tree = source_get_exact(b, version, error);
	if (!tree)
		return FALSE;
	*dir = g_strdup(tree->dir);
	return TRUE;
}

gboolean rebase_branch_trees(const char *name, const char *version, char **old_tree,
			     char **new_tree, char **series, GError **error)
{
	g_autoptr(Branch) b = project_branch(NULL, name, error);

	if (!b || !pristine_dir(b, NULL, old_tree, error) ||
	    !pristine_dir(b, version, new_tree, error))
		return FALSE;
	if (!*series)
		*series = branch_patch_path(b, "series");
	return TRUE;
}
