/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Source trees of the user, in any state. They are never changed.
 */
#pragma once

#include <glib.h>

/* The files of a tree that are source: names, sizes, times. */
typedef struct source_dir SourceDir;

/*
 * Looks at the working tree @dir. What its own .gitignore files name (objects,
 * generated files, configurations) is no source; files that are tracked by git
 * are in any case. The caller frees it. KF_ERROR_INPUT, KF_ERROR_SYSTEM.
 */
struct source_dir *source_dir_open(const char *dir, GError **error);

/* A digest of all names, modes, sizes and modification times; @source's. */
const char *source_dir_digest(const struct source_dir *source);

/*
 * Publishes a copy as the directory @to, files read-only and with their times.
 * Where the directory @old (may be NULL, may be @to) has a file of the same name,
 * size and time, that is linked instead of copied. Any directory @to is replaced.
 * On failure it is what it was.
 */
gboolean source_dir_copy(const struct source_dir *source, const char *to,
			 const char *old, GError **error);

void source_dir_free(struct source_dir *source);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SourceDir, source_dir_free)
