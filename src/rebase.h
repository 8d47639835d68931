/*
 * Carrying a series from an old tree to a new one, patch by patch (carry.h).
 *
 * A patch in conflict is left out, and those after it are tried as if it had
 * not been there. Decisions of the user take the place of the ladder: a patch
 * that was resolved by hand, or is to be skipped. A run with decisions is a run
 * from the beginning: it takes less than a second and needs no state.
 */
#pragma once

#include "carry.h"
#include "series.h"

/* What the user said about a patch. */
struct decision {
	char *name;    /* of the patch in the series */
	GBytes *patch; /* for the new tree; NULL: skip it */
};

struct rebase_step {
	const struct series_entry *entry;
	struct patch *patch; /* as it was; the carry points into it */
	struct carry *carry;
};

struct rebase {
	struct series *series;
	GPtrArray *steps; /* of struct rebase_step, one per patch */
	guint counts[CARRY_STATUSES];
};

/*
 * Carries all selected patches of @series (which the result owns) from @old to @new,
 * which are as they were released; both have their series in memory afterwards.
 * @decisions (of struct decision) may be NULL. Errors: KF_ERROR_INPUT for a patch that
 * cannot be read or parsed, and for a decision that does not apply.
 */
struct rebase *rebase_run(struct tree *old, struct tree *new, struct series *series,
			  GPtrArray *decisions,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

void rebase_free(struct rebase *rebase);

/* The first patch in conflict, or NULL. */
const struct rebase_step *rebase_conflict(const struct rebase *rebase);

/* The new series file: without what is upstream, conflicts as comments. */
GString *rebase_series(const struct rebase *rebase);

void decision_free(struct decision *decision);

typedef struct rebase Rebase;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Rebase, rebase_free)
