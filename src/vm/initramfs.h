/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Initial RAM file systems: cpio archives in the "newc" form that the kernel
 * unpacks (Documentation/driver-api/early-userspace/buffer-format.rst).
 * What is written depends on the inputs' contents and names alone, so that the
 * same inputs give the same bytes: entries are sorted, owned by root, of time
 * zero, and numbered in order.
 */
#pragma once

#include <glib.h>

typedef struct initramfs Initramfs;

/* An archive of nothing, in memory; the caller frees it. */
struct initramfs *initramfs_new(void);
void initramfs_free(struct initramfs *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Initramfs, initramfs_free)

/*
 * Adds the regular file, symbolic link or directory (with all below it) at @source
 * as @path, an absolute path in the guest. Permission bits are kept. The directories
 * above @path are made. A path given twice is an error.
 */
gboolean initramfs_add(struct initramfs *image, const char *source, const char *path,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether something was added as @path. */
gboolean initramfs_has(struct initramfs *image, const char *path);

/* Adds a symbolic link to @target as @path; one that is there already stays. */
void initramfs_add_link(struct initramfs *image, const char *target, const char *path);

/* Adds what a first process needs before it has mounted anything: /dev/console,
 * /dev/null and /dev/kmsg as nodes, empty /proc and /sys. Needs no privilege. */
void initramfs_add_nodes(struct initramfs *image);

/* The archive begins with all of the archive @path: what is in both is ours. Borrowed. */
void initramfs_set_base(struct initramfs *image, const char *path);

/* Writes the archive to @file, by a temporary name that is renamed. */
gboolean initramfs_write(struct initramfs *image, const char *file,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
