/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a git repository knows of changes between two of its revisions: a commit came by
 * itself, or by another one that names it as stable's and git's cherry-pick -x do
 * (Documentation/process/stable-kernel-rules.rst), and may have been reverted since.
 */
#pragma once

#include "port/known-changes.h"

struct known_commits;

/*
 * Of the repository in @dir, for @range, "OLD..NEW". Errors: KF_ERROR_INPUT for a
 * repository, range or revision that there is not, KF_ERROR_SYSTEM.
 */
struct known_commits *known_commits_new(const char *dir, const char *range,
					GError **error) G_GNUC_WARN_UNUSED_RESULT;
void known_commits_free(struct known_commits *known);

/* The interface to it, valid as long as @known is. */
struct known_changes known_commits_changes(struct known_commits *known);

typedef struct known_commits KnownCommits;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KnownCommits, known_commits_free)
