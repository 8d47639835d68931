/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What commits of a git history say of earlier ones: "Fixes: SHA" and "This reverts commit
 * SHA". Read in one pass over the commits, kept in $KFERRY_CACHE/follow/, and resumed: what
 * was read before is not read again.
 */
#pragma once

#include <glib.h>

enum follow_kind {
	FOLLOW_FIXES,
	FOLLOW_REVERTS,
};

/* A commit that speaks of another one. */
struct follow_mention {
	enum follow_kind kind;
	char *commit;  /* 40 hex digits */
	char *target;  /* as it is named there: 8 to 40 hex digits */
	char *subject; /* of the commit; text of others */
};

void follow_mention_free(struct follow_mention *mention);

struct follow_index;

/*
 * The index of the repository @dir, brought up to date with its HEAD. *@read gets how many
 * commits that took. Errors: KF_ERROR_INPUT when it is no repository, KF_ERROR_SYSTEM.
 */
struct follow_index *follow_index_open(const char *dir, guint *read,
				       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void follow_index_free(struct follow_index *index);

/*
 * The mentions of the commit @id (8 to 40 hex digits, lower case), the newest first: an
 * array of struct follow_mention, to be unreffed.
 */
GPtrArray *follow_index_of(struct follow_index *index, const char *id,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* All mentions, likewise. */
GPtrArray *follow_index_all(struct follow_index *index,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct follow_index FollowIndex;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FollowIndex, follow_index_free)
