/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The newest verdict on a variant of a branch, and what has changed since. */
#pragma once

#include <glib.h>

#include "branch/branch.h"
#include "verdict/verdict.h"

struct proof {
	struct verdict *verdict; /* INVALID if it did not run */
	gboolean ran;		 /* there is a finished run */
	gint64 date;		 /* the run ended, s since 1970; 0: unknown */
	char *changed; /* since the kernel was built (build/fingerprint.h), or NULL */
};

typedef struct proof Proof;

/*
 * Judges the newest run of @v, as judge_dir() does, and holds it against what the
 * variant is today: a run of another build than the newest is INVALID. The caller frees
 * it. NULL and KF_ERROR_SYSTEM only if verdict.json cannot be written.
 */
struct proof *proof_of(const struct branch *b, const struct branch_variant *v,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Adds to @verdicts (report.h) those on the variants of @b that @names names, ended by NULL,
 * or, if that is NULL, on all, in the order of the branch file. What has changed since its
 * kernel was built is INVALID. A variant that runs by name only is left out then, as one
 * that never ran is: nobody asked for it. FALSE and @error as of proof_of().
 */
gboolean proof_report(const struct branch *b, char **names, GPtrArray *verdicts,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

void proof_free(struct proof *proof);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Proof, proof_free)
