/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Source trees of the user, in any state. They are never changed.
 */
#pragma once

#include <glib.h>

/* The source files of a tree: names, sizes, times. */
typedef struct source_dir SourceDir;

/*
 * Scans the working tree @dir. Files that its .gitignore files name (objects, generated
 * files, configurations) are not source, unless git tracks them. The caller frees it.
 * KF_ERROR_INPUT, KF_ERROR_SYSTEM.
 */
struct source_dir *source_dir_open(const char *dir, GError **error);

/*
 * Returns a digest of all names, modes, sizes and modification times; owned by @source.
 */
const char *source_dir_digest(const struct source_dir *source);

/*
 * Copies the tree to the directory @to, atomically, with read-only files that keep
 * their times. If the directory @old (may be NULL or @to) has a file of the same name,
 * size and time, that is linked instead. Replaces an existing @to; on failure @to is
 * unchanged.
 */
gboolean source_dir_copy(const struct source_dir *source, const char *to,
			 const char *old, GError **error);

void source_dir_free(struct source_dir *source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SourceDir, source_dir_free)
