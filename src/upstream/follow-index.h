/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An index of commits in a git history that mention earlier ones: "Fixes: SHA" and
 * "This reverts commit SHA". It is stored in $KFERRY_CACHE/follow/, and an update reads
 * only new commits.
 */
#pragma once

#include <glib.h>

enum follow_kind {
	FOLLOW_FIXES,
	FOLLOW_REVERTS,
};

/* A commit that mentions another one. */
struct follow_mention {
	enum follow_kind kind;
	char *commit;  /* 40 hex digits */
	char *target;  /* as it is written there: 8 to 40 hex digits */
	char *subject; /* of the commit; untrusted */
};

void follow_mention_free(struct follow_mention *mention);

struct follow_index;

/*
 * Opens the index of the repository @dir and updates it to its HEAD. Sets *@read to the
 * number of commits that this read. Errors: KF_ERROR_INPUT if it is not a repository,
 * KF_ERROR_SYSTEM.
 */
struct follow_index *follow_index_open(const char *dir, guint *read,
				       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void follow_index_free(struct follow_index *index);

/* Returns the mentions of the commit @id (8 to 40 hex digits, lower case), newest
 * first: an array of struct follow_mention; unref it. */
GPtrArray *follow_index_of(struct follow_index *index, const char *id,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns all mentions in the same way. */
GPtrArray *follow_index_all(struct follow_index *index,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct follow_index FollowIndex;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FollowIndex, follow_index_free)
