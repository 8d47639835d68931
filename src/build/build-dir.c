/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/build-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/worktree.h"
#include "util/error.h"
#include "util/fs.h"

/*
 * TREE.origin records from what the tree was cloned, in two lines: the directory and
 * the identity of the pristine source. If the identity changes:
 *
 *	1. the origin loses its identity, so from now on it matches no source
 *	2. the tree becomes TREE.old, unless that exists: then an earlier call did not
 *	   finish, and TREE.old is what the O= directory was built from
 *	3. a new tree is cloned
 *	4. every file that differs from TREE.old gets the present time
 *	5. the origin is written, then TREE.old is removed
 *
 * A call that finds the right origin removes TREE.old, so it never exists while make
 * runs: step 4 always compares with what was last built.
 */

static gboolean system_failed(const char *path, GError **error)
{
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", path,
		    g_strerror(errno));
	return FALSE;
}

/* Unchanged files of clones are the same file as in the pristine source. */
static gboolean same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino ||
	       (a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
		a->st_mtim.tv_nsec == b->st_mtim.tv_nsec);
}

/*
 * Sets the time to now, but not that of the pristine file of which @path may be a link.
 */
static gboolean renew(const char *path, const struct stat *status, GError **error)
{
	if (status->st_nlink > 1)
		return fs_copy(path, path, error);
	return utimensat(AT_FDCWD, path, NULL, 0) == 0 || system_failed(path, error);
}

static gboolean renew_changed(const char *now, const char *before, GError **error)
{
	g_autoptr(GPtrArray) names = fs_names(now, error);

	for (guint i = 0; names && i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *path = g_build_filename(now, name, NULL);
		g_autofree char *old = g_build_filename(before, name, NULL);
		struct stat status, old_status;

		if (lstat(path, &status))
			return system_failed(path, error);
		if (S_ISDIR(status.st_mode)) {
			if (!renew_changed(path, old, error))
				return FALSE;
		} else if (S_ISREG(status.st_mode) &&
			   (lstat(old, &old_status) ||
			    !same_file(&status, &old_status)) &&
			   !renew(path, &status, error)) {
			return FALSE;
		}
	}
	return names != NULL;
}

/* Results of another directory's source are useless. */
static gboolean start_anew(const char *tree, const char *output, const char *origin,
			   GError **error)
{
	g_autofree char *old = g_strconcat(tree, ".old", NULL);

	g_unlink(origin);
	return fs_remove(tree, error) && fs_remove(old, error) &&
	       fs_remove(output, error);
}

static gboolean take_over(const char *tree, const struct pristine *source,
			  GPtrArray *series, struct worktree_report *report,
			  GError **error)
{
	g_autofree char *old = g_strconcat(tree, ".old", NULL);

	if (g_file_test(old, G_FILE_TEST_IS_DIR)) {
		if (!fs_remove(tree, error))
			return FALSE;
	} else if (g_file_test(tree, G_FILE_TEST_IS_DIR) &&
		   !fs_rename(tree, old, error)) {
		return FALSE;
	}
	return worktree_sync(source->dir, tree, series, report, error) &&
	       (!g_file_test(old, G_FILE_TEST_IS_DIR) ||
		renew_changed(tree, old, error));
}

/* make has not yet run in an O= directory without this file. A directory is renamed
 * before it is removed, so that half of one is never used. */
static gboolean claim_output(const char *output, const char *make_identity,
			     GError **error)
{
	g_autofree char *path = g_build_filename(output, ".kferry-make", NULL);
	g_autofree char *gone = g_strconcat(output, ".old", NULL);
	g_autofree char *before = NULL;

	if (g_file_get_contents(path, &before, NULL, NULL) &&
	    strcmp(before, make_identity) &&
	    !(fs_remove(gone, error) && fs_rename(output, gone, error) &&
	      fs_remove(gone, error)))
		return FALSE;
	return fs_make_dir(output, error) && fs_update(path, make_identity, error);
}

gboolean build_dir_prepare(const char *tree, const char *output,
			   const struct pristine *source, const char *make_identity,
			   GPtrArray *series, GError **error)
{
	g_autofree char *origin = g_strconcat(tree, ".origin", NULL);
	g_autofree char *old = g_strconcat(tree, ".old", NULL);
	g_autofree char *above = g_path_get_dirname(tree);
	g_autofree char *now =
		g_strdup_printf("%s\n%s\n", source->dir, source->identity);
	g_autofree char *directory = g_strconcat(source->dir, "\n", NULL);
	g_autofree char *before = NULL;
	struct worktree_report report;

	if (!fs_make_dir(above, error))
		return FALSE;
	if (!g_file_get_contents(origin, &before, NULL, NULL) ||
	    !g_str_has_prefix(before, directory)) {
		if (!start_anew(tree, output, origin, error))
			return FALSE;
	} else if (!strcmp(before, now)) {
		return fs_remove(old, error) &&
		       claim_output(output, make_identity, error) &&
		       worktree_sync(source->dir, tree, series, &report, error);
	}
	return claim_output(output, make_identity, error) &&
	       fs_write(origin, directory, error) &&
	       take_over(tree, source, series, &report, error) &&
	       fs_write(origin, now, error) && fs_remove(old, error);
}
