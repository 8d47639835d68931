/*
 * Files below a folder, and never outside of it: a path that comes from a patch
 * is opened through here only. Absolute paths and ".." are refused, and no
 * symbolic link is followed, neither to a folder nor to a file: a tree may hold
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
const char *beneath_refusal(const char *path);

/* Opens the folder @path below @dir ("" is @dir itself); -1 and errno. */
int beneath_open_dir(int dir, const char *path);

/* As beneath_open_dir(), and makes what is missing, 0777 less the umask. */
int beneath_make_dir(int dir, const char *path);

/*
 * Reads the file or symbolic link @path (then @bytes is where it points to).
 * TRUE with *@bytes NULL when there is none. Errors: KF_ERROR_INPUT when it is
 * neither (a folder, a device), or not reachable without following a symbolic
 * link; KF_ERROR_SYSTEM.
 */
gboolean beneath_read(int dir, const char *path, GBytes **bytes, mode_t *mode,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes @size bytes to @fd, whatever it takes; FALSE and errno. */
gboolean beneath_write_all(int fd, const void *data, gsize size);

/*
 * Removes folders that are empty now: the parents of @path, innermost first, but for
 * the @keep outermost.
 */
void beneath_prune(int dir, const char *path, guint keep);

/* How many folders @path names above its last component. */
guint beneath_depth(const char *path);

/*
 * The names in the folder that is open as @dir, but for "." and "..", unsorted; unref
 * it. NULL and errno when it cannot be read to its end.
 */
GPtrArray *beneath_list(int dir);

/* Whether @entry of the folder that is open as @dir is one; a link to one is none. */
gboolean beneath_is_folder(int dir, const struct dirent *entry);

/* Whether a component of @path is a .git folder, in any case of letters. */
gboolean beneath_in_git(const char *path);
