/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writes initial RAM file systems: cpio archives in the kernel's "newc" format
 * (Documentation/driver-api/early-userspace/buffer-format.rst). They are reproducible:
 * entries are sorted, owned by root, with time zero, and numbered in order.
 */
#pragma once

#include <glib.h>

typedef struct initramfs Initramfs;

/* Returns an empty archive in memory; the caller frees it. */
struct initramfs *initramfs_new(void);
void initramfs_free(struct initramfs *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Initramfs, initramfs_free)

/*
 * Adds the regular file, symbolic link or directory (with its contents) @source as
 * @path, an absolute path in the guest. Keeps permission bits. Creates the directories
 * above @path. It is an error to add a path twice.
 */
gboolean initramfs_add(struct initramfs *image, const char *source, const char *path,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @path was added. */
gboolean initramfs_has(struct initramfs *image, const char *path);

/* Adds a symbolic link to @target as @path, unless @path exists. */
void initramfs_add_link(struct initramfs *image, const char *target, const char *path);

/* Adds what the first process needs before it mounts anything: nodes /dev/console,
 * /dev/null and /dev/kmsg, empty /proc and /sys. Needs no privileges. */
void initramfs_add_nodes(struct initramfs *image);

/* Starts the archive with a copy of the archive @path (borrowed). Entries in both are
 * ours. */
void initramfs_set_base(struct initramfs *image, const char *path);

/* Writes the archive to @file atomically. */
gboolean initramfs_write(struct initramfs *image, const char *file,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
