/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files and directories: the few operations that GLib lacks. Every error is in
 * KF_ERROR (KF_ERROR_SYSTEM), names the path and says what the system said.
 */
#pragma once

#include <glib.h>

/* Creates the directory @path and its parents. It is no error if they exist. */
gboolean fs_make_dir(const char *path, GError **error);

/*
 * Removes @path and everything below it, without following links. It is no error if
 * @path does not exist.
 */
gboolean fs_remove(const char *path, GError **error);

/*
 * Publishes a copy of the file @from as @to, with its mode: @to is either what
 * it was or complete, and never shares blocks that a later writer of @from
 * could change.
 */
gboolean fs_copy(const char *from, const char *to, GError **error);

/* fs_copy() of @from or, if it is a directory, of all files below it. */
gboolean fs_copy_tree(const char *from, const char *to, GError **error);

/* rename(2); an existing directory @to has to be empty. */
gboolean fs_rename(const char *from, const char *to, GError **error);

/*
 * Puts the directory @part where @dir is, or is to be, in one step (renameat2(2),
 * RENAME_EXCHANGE), and removes what was there. In two steps, where the file system knows no
 * exchange: killed between them, neither is there.
 */
gboolean fs_exchange(const char *part, const char *dir, GError **error);

/* Publishes @size bytes as the file @path, whose directory is made if need be. */
gboolean fs_publish(const char *path, const char *data, gsize size, GError **error);

/* Publishes @text (a string) as the file @path. */
gboolean fs_write(const char *path, const char *text, GError **error);

/*
 * As fs_write(), but a file that already holds @text is left alone, its times
 * included: make looks at them.
 */
gboolean fs_update(const char *path, const char *text, GError **error);

/*
 * An output file with a name given by the user. A regular file is replaced by a
 * complete new one with the same permissions, and symbolic links are followed. Devices,
 * pipes and sockets are written to directly, and so is the file that is standard
 * output.
 */
struct fs_output {
	int fd; /* to write to */
	char *path, *target, *part;
};

/* Begins writing. Each call must be matched by one that ends it. */
gboolean fs_output_begin(struct fs_output *fs_output, const char *path, GError **error);

/*
 * Ends writing: publishes the file, or discards it, where possible, if @good is FALSE.
 */
gboolean fs_output_end(struct fs_output *fs_output, gboolean good, GError **error);

/* Both, with @size bytes in between. */
gboolean fs_output(const char *path, const char *data, gsize size, GError **error);

/*
 * Whether @path exists and is not a regular file, so that it is not replaced; see
 * fs_output.
 */
gboolean fs_output_special(const char *path);

/* The largest file that is read as a whole: a configuration, a list, a table. */
#define FS_READ_MAX ((gsize)64 << 20)

/*
 * The contents of the file, pipe or device @path as a string, and its length in *@size
 * (NULL: not asked for); NULL, and @error set, if it cannot be read or has more than
 * @max bytes. The caller frees it.
 */
char *fs_read_max(const char *path, gsize max, gsize *size, GError **error);

/* fs_read_max() of FS_READ_MAX bytes. */
char *fs_read(const char *path, GError **error);

/*
 * The names in the directory @path except "." and "..", sorted; unref it. NULL and
 * @error if the directory cannot be read completely; an unreadable directory is not an
 * empty one.
 */
GPtrArray *fs_names(const char *path, GError **error);

/* The SHA256 of the file's bytes in lower-case hex, or NULL; caller frees. */
char *fs_sha256(const char *path, GError **error);

/*
 * One SHA256 over the names and bytes of all files below the directory @path (or of
 * that file), or NULL; the caller frees it.
 */
char *fs_digest(const char *path, GError **error);
