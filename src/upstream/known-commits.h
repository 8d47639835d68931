/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a git repository knows about changes between two revisions
 * (port/known-changes.h): a commit is there itself, or another one names it as in the
 * stable tree or in git cherry-pick -x (Documentation/process/stable-kernel-rules.rst),
 * and it may have been reverted since.
 */
#pragma once

#include "port/known-changes.h"

struct known_commits;

/* Reads @range, "OLD..NEW", of the repository in @dir. Errors: KF_ERROR_INPUT for a
 * missing repository, range or revision, KF_ERROR_SYSTEM. */
struct known_commits *known_commits_new(const char *dir, const char *range,
					GError **error) G_GNUC_WARN_UNUSED_RESULT;
void known_commits_free(struct known_commits *known);

/* Returns the interface, valid as long as @known. */
struct known_changes known_commits_changes(struct known_commits *known);

typedef struct known_commits KnownCommits;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KnownCommits, known_commits_free)
