/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/patch-dirs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "util/error.h"

struct patchdir {
	dev_t device;
	ino_t inode;
	struct tree *tree;
	gboolean borrowed;
};

struct patchdirs {
	const struct series *series;
	char *real;	   /* of the series' directory */
	GArray *dirs;	   /* of struct patchdir; the first is that of the series */
	GHashTable *taken; /* real path of a patch -> name of its entry */
};

static void patchdir_clear(struct patchdir *dir)
{
	if (!dir->borrowed)
		tree_free(dir->tree);
}

void patchdirs_free(struct patchdirs *dirs)
{
	if (!dirs)
		return;
	g_array_unref(dirs->dirs);
	g_hash_table_unref(dirs->taken);
	free(dirs->real);
	g_free(dirs);
}

static struct tree *add_dir(struct patchdirs *dirs, const char *path, struct stat *st,
			    struct tree *borrowed, GError **error)
{
	struct patchdir dir = {st->st_dev, st->st_ino, borrowed, borrowed != NULL};

	if (!borrowed)
		dir.tree = tree_open(path, error);
	if (!dir.tree)
		return NULL;
	g_array_append_val(dirs->dirs, dir);
	return borrowed || tree_lock(dir.tree, error) ? dir.tree : NULL;
}

/* Returns the directory @path, and locks it if it is new. */
static struct tree *find_dir(struct patchdirs *dirs, const char *path, GError **error)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", path,
			    strerror(errno));
		return NULL;
	}
	for (guint i = 0; i < dirs->dirs->len; i++) {
		const struct patchdir *dir =
			&g_array_index(dirs->dirs, struct patchdir, i);

		if (dir->device == st.st_dev && dir->inode == st.st_ino)
			return dir->tree;
	}
	return add_dir(dirs, path, &st, NULL, error);
}

struct patchdirs *patchdirs_open(const struct series *series, struct tree *tree,
				 GError **error)
{
	g_autoptr(Patchdirs) dirs = g_new0(struct patchdirs, 1);
	struct stat st;

	dirs->series = series;
	dirs->real = realpath(series->directory, NULL);
	dirs->dirs = g_array_new(FALSE, FALSE, sizeof(struct patchdir));
	g_array_set_clear_func(dirs->dirs, (GDestroyNotify)patchdir_clear);
	dirs->taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (stat(tree_dir(tree), &st) == 0 &&
	    !add_dir(dirs, tree_dir(tree), &st, tree, error))
		return NULL;
	return find_dir(dirs, series->directory, error) ? g_steal_pointer(&dirs) : NULL;
}

/* Returns the directory of the file @real, and sets *@name to its name there. */
static struct tree *find_place(struct patchdirs *dirs, const char *real,
			       const char **name, GError **error)
{
	g_autofree char *above = g_path_get_dirname(real);
	gsize len = dirs->real ? strlen(dirs->real) : 0;

	if (len && !strncmp(real, dirs->real, len) && real[len] == '/') {
		*name = real + len + 1;
		return find_dir(dirs, dirs->real, error);
	}
	*name = strrchr(real, '/') + 1;
	return find_dir(dirs, above, error);
}

/* Returns the real path of @path, which may be missing unless it is a link. */
static char *real_path(const char *path, GError **error)
{
	g_autofree char *above = g_path_get_dirname(path);
	g_autofree char *base = g_path_get_basename(path);
	char *real = realpath(path, NULL), *directory;
	char *copy;

	if (!real && errno == ENOENT && !g_file_test(path, G_FILE_TEST_IS_SYMLINK)) {
		directory = realpath(above, NULL);
		copy = directory ? g_build_filename(directory, base, NULL) : NULL;
		free(directory);
	} else {
		copy = g_strdup(real);
		free(real);
	}
	if (!copy)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", path,
			    strerror(errno));
	return copy;
}

gboolean patchdirs_put(struct patchdirs *dirs, const struct series_entry *entry,
		       GBytes *bytes, GError **error)
{
	g_autofree char *path = series_patch_path(entry);
	g_autofree char *real = real_path(path, error);
	const char *name, *other;
	struct tree *tree;
	struct blob old;

	if (!real)
		return FALSE;
	other = g_hash_table_lookup(dirs->taken, real);
	if (other) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s:%u: %s and %s are the same file", dirs->series->path,
			    entry->line, other, entry->name);
		return FALSE;
	}
	tree = find_place(dirs, real, &name, error);
	if (!tree || !tree_get(tree, name, &old, error) ||
	    !tree_put(tree, name, bytes, old.mode, error))
		return FALSE;
	g_hash_table_insert(dirs->taken, g_steal_pointer(&real), g_strdup(entry->name));
	return TRUE;
}

gboolean patchdirs_commit(struct patchdirs *dirs, GError **error)
{
	for (guint i = 0; i < dirs->dirs->len; i++) {
		const struct patchdir *dir =
			&g_array_index(dirs->dirs, struct patchdir, i);

		if (!dir->borrowed && !tree_commit(dir->tree, error))
			return FALSE;
	}
	return TRUE;
}
