/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/project.h"

#include <errno.h>
#include <sys/stat.h>

#include "util/data-file.h"
#include "util/error.h"

static gboolean has_dir(const char *dir, const char *name)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);

	return g_file_test(path, G_FILE_TEST_IS_DIR);
}

gboolean project_is(const char *dir)
{
	return has_dir(dir, "branches") && has_dir(dir, "patches");
}

/* The root directory is its own parent. */
static gboolean is_root(const char *dir)
{
	g_autofree char *above = g_build_filename(dir, "..", NULL);
	struct stat here, there;

	return stat(dir, &here) || stat(above, &there) ||
	       (here.st_dev == there.st_dev && here.st_ino == there.st_ino);
}

char *project_find(GError **error)
{
	g_autoptr(GString) dir = g_string_new(".");

	while (!project_is(dir->str)) {
		if (is_root(dir->str)) {
			g_autofree char *here = g_get_current_dir();

			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s: no project here or in a parent directory "
				    "(branches/ and patches/); create one with 'kferry "
				    "init', or use 'kferry -C DIR'",
				    here);
			return NULL;
		}
		g_string_append(dir, "/..");
		if (g_str_has_prefix(dir->str, "./"))
			g_string_erase(dir, 0, 2);
	}
	return g_string_free(g_steal_pointer(&dir), FALSE);
}

char *project_root_of(const char *project, const char *name, GError **error)
{
	g_autofree char *own = project ? g_build_filename(project, name, NULL) : NULL;
	g_auto(GStrv) dirs = NULL;
	g_autofree char *where = NULL;
	char *installed;

	if (own && g_file_test(own, G_FILE_TEST_EXISTS))
		return g_strdup(project);
	installed = data_dir_of(name);
	if (installed)
		return installed;
	dirs = data_dirs();
	where = g_strjoinv(" and ", dirs);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: %s%s%s, nor was it installed with kferry (in %s)", name,
		    g_strerror(ENOENT), project ? " in " : "", project ?: "", where);
	return NULL;
}

char *project_file(const char *project, const char *name, GError **error)
{
	g_autofree char *root = project_root_of(project, name, error);

	return root ? g_build_filename(root, name, NULL) : NULL;
}

struct branch *project_branch(const char *project, const char *name, GError **error)
{
	g_autofree char *found = project ? NULL : project_find(error);

	if (!project && !found)
		return NULL;
	return branch_load(project ?: found, name, error);
}

struct branch *project_branch_on(const char *project, const char *name,
				 const char *arch, GError **error)
{
	g_autofree char *full = branch_name_on(name, arch);

	return project_branch(project, full, error);
}
