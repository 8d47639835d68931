/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Carries a series from an old tree to a new one, patch by patch (port/carry.h).
 *
 * A patch in conflict is left out, and the patches after it are tried without it. The
 * user decides about conflicts: the patch is skipped, or replaced by one that was
 * edited. A run with decisions starts from the beginning: it takes less than a second
 * and needs no state.
 */
#pragma once

#include "patch/series.h"
#include "port/carry.h"
#include "port/known-changes.h"

/* The user's decision about a patch in conflict. */
struct decision {
	char *name;    /* of the patch in the series */
	char *about;   /* digest of the patch and, if it was replaced, of its files */
	GBytes *patch; /* for the new tree; NULL: skip */
	gboolean follows; /* by the same command as the previous one */
};

struct rebase_step {
	const struct series_entry *entry;
	struct patch *patch; /* original; the carry points into it */
	struct carry *carry;
	char *digest; /* SHA256 of the whole outcome, including markers */
};

struct rebase {
	struct series *series;
	GPtrArray *steps; /* of struct rebase_step, one per patch */
	guint counts[CARRY_STATUSES];
	GPtrArray *stale;   /* decisions (borrowed) about patches that are missing or
			     * changed */
	struct tree *there; /* the new tree before the first conflict; or NULL */
};

/*
 * Carries all selected patches of @series (the result takes ownership) from @old to
 * @new, which must be as released; both get their series in memory. @decisions (of
 * struct decision) and @known may be NULL. Errors: KF_ERROR_INPUT for a patch that
 * cannot be read or parsed, and for a decision that does not apply.
 */
struct rebase *rebase_run(struct tree *old, struct tree *new, struct series *series,
			  GPtrArray *decisions, const struct known_changes *known,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

void rebase_free(struct rebase *rebase);

/* Returns the first patch in conflict, or NULL. Of later conflicts only the marker
 * blocks are kept, not the files, so that a long series fits into memory. */
const struct rebase_step *rebase_conflict(const struct rebase *rebase);

/* Returns the new series file: without patches that are upstream; conflicts are
 * comments. */
GString *rebase_series(const struct rebase *rebase);

/* Returns a decision about @step; @patch (takes ownership) is NULL to skip it. */
struct decision *decision_new(const struct rebase_step *step, GBytes *patch);
void decision_free(struct decision *decision);

typedef struct rebase Rebase;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rebase, rebase_free)
