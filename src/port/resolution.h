/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The user's resolution of a conflict. The files below DIR/conflict become a patch if
 * each hunk is in them or was dropped by name. Nothing is ignored: a remaining conflict
 * marker, a missing file, and a file that does not belong to the conflict are errors
 * that say how to continue.
 */
#pragma once

#include "port/rebase.h"

struct resolution {
	const char *dir;		/* the directory above conflict/ */
	const struct rebase_step *step; /* the patch in conflict */
	struct tree *there;		/* the new tree before the patch */
	/* Lists ended by NULL, or NULL: */
	char **drop; /* FILE:HUNK or FILE: hunks that may be missing in the result */
	char **add;  /* FILE: files that were added, or removed, on purpose */
};

/*
 * Returns the patch for the new tree, and remembers the resolutions (port/rerere.h).
 * Errors: KF_ERROR_NEGATIVE, naming FILE:LINE, for a remaining conflict marker;
 * KF_ERROR_INPUT for what cannot be read or expressed as a patch, and for unknown
 * names.
 */
GBytes *resolution_take(const struct resolution *resolution,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @path looks like a backup file of an editor. */
gboolean resolution_is_backup(const char *path);

/*
 * Appends the paths of all files below @dir to @paths, each after @prefix; also of
 * empty directories, with a trailing slash. Errors: KF_ERROR_SYSTEM, but not if @dir is
 * missing.
 */
gboolean resolution_list(const char *dir, const char *prefix, GPtrArray *paths,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
