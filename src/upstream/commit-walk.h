/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Walks all commits of a history, reading each once, and of it only parents, date and
 * message. git_revwalk together with git_commit_lookup() reads each twice and parses
 * signatures, which takes three times as long for a long history.
 */
#pragma once

#include <glib.h>

/* A commit, valid until the callback returns. */
struct walk_commit {
	const char *id;		   /* 40 hex digits */
	const char *message, *end; /* the message; not terminated */
	gint64 time;		   /* of the committer, seconds since 1970; 0:
				    * unknown */
};

/* Returns FALSE and sets @error to stop the walk. */
typedef gboolean (*commit_walk_func)(const struct walk_commit *commit, void *data,
				     GError **error);

/*
 * Calls @func for each commit that is in @tip and not in @before (NULL: none), both ids
 * of 40 hex digits, of the bare repository @path. The order is undefined. The walk ends
 * where a shallow clone does. Sets *@count to the number of commits. Errors:
 * KF_ERROR_INPUT for a missing commit, and those of @func.
 */
gboolean commit_walk(const char *path, const char *tip, const char *before,
		     commit_walk_func func, void *data, guint *count,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;
