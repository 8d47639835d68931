/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Carrying a series from an old tree to a new one, patch by patch (port/carry.h).
 *
 * A patch in conflict is left out, and those after it are tried as if it had
 * not been there. The user decides about conflicts: the patch is left out, or another
 * one, made by hand, takes its place. A run with decisions is a run from the
 * beginning: it takes less than a second and needs no state.
 */
#pragma once

#include "patch/series.h"
#include "port/carry.h"
#include "port/known-changes.h"

/* What the user said about a patch in conflict. */
struct decision {
	char *name;    /* of the patch in the series */
	char *about;   /* digest of the patch and, where one was made by hand, its files
			*/
	GBytes *patch; /* for the new tree; NULL: skip it */
	gboolean follows; /* taken by the same command as the one before it */
};

struct rebase_step {
	const struct series_entry *entry;
	struct patch *patch; /* as it was; the carry points into it */
	struct carry *carry;
	char *digest; /* SHA256 of all that came of it, markers included */
};

struct rebase {
	struct series *series;
	GPtrArray *steps; /* of struct rebase_step, one per patch */
	guint counts[CARRY_STATUSES];
	GPtrArray *stale;   /* of the decisions, borrowed: what they are about is not
			       there */
	struct tree *there; /* the new tree before the first conflict; NULL: none */
};

/*
 * Carries all selected patches of @series (which the result owns) from @old to @new,
 * which are as they were released; both have their series in memory afterwards.
 * @decisions (of struct decision) and @known may be NULL. Errors: KF_ERROR_INPUT for a patch that
 * cannot be read or parsed, and for a decision that does not apply.
 */
struct rebase *rebase_run(struct tree *old, struct tree *new, struct series *series,
			  GPtrArray *decisions, const struct known_changes *known,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

void rebase_free(struct rebase *rebase);

/*
 * The first patch in conflict, or NULL. Of the files that later ones are about no more
 * is kept than the blocks of markers, or a long series would not fit into memory.
 */
const struct rebase_step *rebase_conflict(const struct rebase *rebase);

/* The new series file: without what is upstream, conflicts as comments. */
GString *rebase_series(const struct rebase *rebase);

/* A decision about @step; @patch (taken) is NULL to skip it. */
struct decision *decision_new(const struct rebase_step *step, GBytes *patch);
void decision_free(struct decision *decision);

typedef struct rebase Rebase;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rebase, rebase_free)
