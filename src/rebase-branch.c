#include "rebase-branch.h"

#include "branch.h"
#include "source.h"

static gboolean pristine_dir(const branch *b, const char *version, char **dir,
			     GError **error)
{
	g_autoptr(pristine) tree = NULL;

	if (*dir)
		return TRUE;
	tree = source_get(b, version, NULL, error);
	if (!tree)
		return FALSE;
	*dir = g_strdup(tree->dir);
	return TRUE;
}

gboolean rebase_branch_trees(const char *name, const char *version, char **old_tree,
			     char **new_tree, char **series, GError **error)
{
	g_autoptr(branch) b = branch_load(".", name, error);

	if (!b || !pristine_dir(b, NULL, old_tree, error) ||
	    !pristine_dir(b, version, new_tree, error))
		return FALSE;
	if (!*series)
		*series = g_build_filename(b->dir, "patches", name, "series", NULL);
	return TRUE;
}
