/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All commits of a history, each read once and no more of it than its parents, its date and
 * its message: git_revwalk and git_commit_lookup() together read each twice and take the
 * signatures apart, which makes a pass over a long history three times as slow.
 */
#pragma once

#include <glib.h>

/* A commit as it is met. All lives until the function that is told of it returns. */
struct walk_commit {
	const char *id;		   /* 40 hex digits */
	const char *message, *end; /* its bytes; not terminated */
	gint64 time;		   /* of the committer, seconds since 1970; 0: none */
};

/* FALSE with @error ends the walk. */
typedef gboolean (*commit_walk_func)(const struct walk_commit *commit, void *data,
				     GError **error);

/*
 * Calls @func for each commit that @tip has and @before (NULL: none) has not; ids of 40 hex
 * digits, of the bare repository @path. In no order that means anything. Where a shallow
 * clone ends, the walk does. *@count gets how many there were. Errors: KF_ERROR_INPUT for a
 * commit that is not there, and those of @func.
 */
gboolean commit_walk(const char *path, const char *tip, const char *before,
		     commit_walk_func func, void *data, guint *count,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;
