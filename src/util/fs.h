/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Operations on files and directories that GLib lacks. Every error is KF_ERROR_SYSTEM
 * and has the path and the system's message.
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
 * Copies the file @from, with its mode, to @to. @to is replaced by rename, so it is
 * either old or complete, and it never shares blocks that a later writer of @from could
 * change.
 */
gboolean fs_copy(const char *from, const char *to, GError **error);

/* fs_copy() of @from or, if it is a directory, of all files below it. */
gboolean fs_copy_tree(const char *from, const char *to, GError **error);

/* rename(2); an existing directory @to has to be empty. */
gboolean fs_rename(const char *from, const char *to, GError **error);

/*
 * Replaces the directory @dir, which may not exist, by @part, atomically (renameat2(2),
 * RENAME_EXCHANGE), and removes the old one. If the file system cannot exchange, this
 * takes two renames, and @dir does not exist in between.
 */
gboolean fs_exchange(const char *part, const char *dir, GError **error);

/* Writes @size bytes to @path atomically; creates its directory if necessary. */
gboolean fs_publish(const char *path, const char *data, gsize size, GError **error);

/* The same for a string. */
gboolean fs_write(const char *path, const char *text, GError **error);

/* As fs_write(), but does not touch a file that already has this content, so that make
 * sees its old timestamp. */
gboolean fs_update(const char *path, const char *text, GError **error);

/*
 * An output file whose name the user gave. A regular file is replaced atomically by a
 * new one with the same permissions; symbolic links are followed. Devices, pipes,
 * sockets and the file that is standard output are written to directly.
 */
struct fs_output {
	int fd; /* to write to */
	char *path, *target, *part;
};

/* Begins writing. Must be followed by fs_output_end(). */
gboolean fs_output_begin(struct fs_output *fs_output, const char *path, GError **error);

/* Ends writing. Publishes the file if @good; otherwise discards it where that is
 * possible. */
gboolean fs_output_end(struct fs_output *fs_output, gboolean good, GError **error);

/* Does both, with @size bytes. */
gboolean fs_output(const char *path, const char *data, gsize size, GError **error);

/* Whether @path exists and is not a regular file, so that it is written to directly. */
gboolean fs_output_special(const char *path);

/* The largest file that is read into memory: a configuration, a list, a table. */
#define FS_READ_MAX ((gsize)64 << 20)

/*
 * Reads the file, pipe or device @path as a string, and stores its length in *@size
 * (which may be NULL). Returns NULL and sets @error if it cannot be read or has more
 * than @max bytes. The caller frees it.
 */
char *fs_read_max(const char *path, gsize max, gsize *size, GError **error);

/* As fs_read_max(), with FS_READ_MAX. */
char *fs_read(const char *path, GError **error);

/*
 * Returns the sorted names in the directory @path without "." and ".."; unref it.
 * Returns NULL and sets @error if the directory cannot be read completely: an
 * unreadable directory is not an empty one.
 */
GPtrArray *fs_names(const char *path, GError **error);

/* Returns the SHA256 of the file's bytes in lower-case hex, or NULL; the caller frees
 * it. */
char *fs_sha256(const char *path, GError **error);

/* Returns one SHA256 over names and bytes of all files below the directory @path (or of
 * that file), or NULL; the caller frees it. */
char *fs_digest(const char *path, GError **error);
