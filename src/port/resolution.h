/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The user's resolution of a conflict: the files below DIR/conflict become a patch if
 * every hunk is in them or was given up by name. Nothing is ignored: a conflict marker
 * that is left, a file that is gone, and a file that does not belong to the conflict
 * are errors that say how to continue.
 */
#pragma once

#include "port/rebase.h"

struct resolution {
	const char *dir;		/* its conflict/ is looked at */
	const struct rebase_step *step; /* which is in conflict */
	struct tree *there;		/* the new tree before the patch */
	/* Lists that end with NULL, or NULL: */
	char **drop; /* FILE:HUNK or FILE: hunks that need not be in the result */
	char **add;  /* FILE: put there besides, or removed, on purpose */
};

/*
 * The patch for the new tree; resolutions are remembered (port/rerere.h). Errors:
 * KF_ERROR_NEGATIVE, naming FILE:LINE where a conflict marker is left; KF_ERROR_INPUT for what
 * cannot be read or told as a patch, and for names that nothing has.
 */
GBytes *resolution_take(const struct resolution *resolution,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether editors make such files beside those that they edit. */
gboolean resolution_is_backup(const char *path);

/*
 * Appends the paths of all that is below @dir to @paths, each after @prefix; a directory
 * only where it is empty, and then with a slash at its end. Errors: KF_ERROR_SYSTEM,
 * unless @dir is not there.
 */
gboolean resolution_list(const char *dir, const char *prefix, GPtrArray *paths,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
