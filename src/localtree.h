/*
 * Working trees of the user's, in any state.
 * They are read, never written.
 */
#pragma once

#include <glib.h>

/* The files of a tree that are source: names, sizes, times. */
typedef struct localtree localtree;

/*
 * Looks at the working tree @dir. What its own .gitignore files name (objects,
 * generated files, configurations) is no source; files that are tracked by git
 * are in any case. The caller frees it. KF_ERROR_INPUT, KF_ERROR_SYSTEM.
 */
localtree *localtree_open(const char *dir, GError **error);

/* A digest of all names, modes, sizes and modification times; @self's. */
const char *localtree_digest(const localtree *self);

/*
 * Publishes a copy as the folder @to, files read-only and with their times.
 * Where the folder @old (may be NULL, may be @to) has a file of the same name,
 * size and time, that is linked instead of copied. Any folder @to is replaced.
 * On failure it is what it was.
 */
gboolean localtree_copy(const localtree *self, const char *to, const char *old,
			GError **error);

void localtree_free(localtree *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(localtree, localtree_free)
