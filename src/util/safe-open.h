/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files below a directory, and never outside of it: a path that comes from a patch
 * is opened through here only. Absolute paths and ".." are refused, and no
 * symbolic link is followed, neither to a directory nor to a file: a tree may hold
 * any, but a patch that goes through one could be made to leave the tree, or to
 * reach one file by two names.
 */
#pragma once

#include <dirent.h>
#include <glib.h>
#include <sys/stat.h>

/*
 * Says why @path cannot be a file of a tree (a static string), or NULL when it
 * can: relative, no empty, "." or ".." component, no trailing slash.
 */
const char *safe_refusal(const char *path);

/* Opens the directory @path below @dir ("" is @dir itself); -1 and errno. */
int safe_open_dir(int dir, const char *path);

/* As safe_open_dir(), and makes what is missing, 0777 less the umask. */
int safe_make_dir(int dir, const char *path);

/*
 * Reads the file or symbolic link @path (then @bytes is where it points to).
 * TRUE with *@bytes NULL when there is none. Errors: KF_ERROR_INPUT when it is
 * neither (a directory, a device), or not reachable without following a symbolic
 * link; KF_ERROR_SYSTEM.
 */
gboolean safe_read(int dir, const char *path, GBytes **bytes, mode_t *mode,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes @size bytes to @fd, whatever it takes; FALSE and errno. */
gboolean safe_write_all(int fd, const void *data, gsize size);

/*
 * Removes directories that are empty now: the parents of @path, innermost first, but for
 * the @keep outermost.
 */
void safe_prune(int dir, const char *path, guint keep);

/* How many directories @path names above its last component. */
guint safe_depth(const char *path);

/*
 * The names in the directory that is open as @dir, but for "." and "..", unsorted; unref
 * it. NULL and errno when it cannot be read to its end.
 */
GPtrArray *safe_list(int dir);

/* Whether @entry of the directory that is open as @dir is one; a link to one is none. */
gboolean safe_is_dir(int dir, const struct dirent *entry);

/* Whether a component of @path is a .git directory, in any case of letters. */
gboolean safe_in_git(const char *path);
