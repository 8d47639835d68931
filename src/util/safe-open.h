/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opens files below a directory, and never outside of it. Every path that comes from a
 * patch is opened by these functions. Absolute paths and ".." are refused, and no
 * symbolic link is followed, neither to a directory nor to a file: by a link, a patch
 * could leave the tree, or reach one file by two names.
 */
#pragma once

#include <dirent.h>
#include <glib.h>
#include <sys/stat.h>

/* Returns why @path cannot be a file of a tree (a static string), or NULL if it can: it
 * is relative, without a trailing slash, and has no empty, "." or ".." component. */
const char *safe_refusal(const char *path);

/* Opens the directory @path below @dir ("" is @dir itself). Returns -1 and sets errno
 * on failure. */
int safe_open_dir(int dir, const char *path);

/* As safe_open_dir(), and creates missing directories (0777 less the umask). */
int safe_make_dir(int dir, const char *path);

/*
 * Reads the file or symbolic link @path; for a link, *@bytes is its target. If it does
 * not exist, returns TRUE with *@bytes NULL. Errors: KF_ERROR_INPUT if it is something
 * else (a directory, a device), or is reached by a symbolic link only; KF_ERROR_SYSTEM.
 */
gboolean safe_read(int dir, const char *path, GBytes **bytes, mode_t *mode,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes all @size bytes to @fd. Returns FALSE and sets errno on failure. */
gboolean safe_write_all(int fd, const void *data, gsize size);

/* Removes the parent directories of @path that are empty, innermost first, except the
 * @keep outermost. */
void safe_prune(int dir, const char *path, guint keep);

/* Returns the number of directories above the last component of @path. */
guint safe_depth(const char *path);

/* Returns the names in the open directory @dir without "." and "..", unsorted; unref
 * it. Returns NULL and sets errno if it cannot be read completely. */
GPtrArray *safe_list(int dir);

/* Whether @entry of the open directory @dir is a directory, and not a link to one. */
gboolean safe_is_dir(int dir, const struct dirent *entry);

/* Whether a component of @path is ".git", in any case of letters. */
gboolean safe_in_git(const char *path);
