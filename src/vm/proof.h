/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The newest verdict on a variant of a branch, and what has changed since. */
#pragma once

#include <glib.h>

#include "branch/branch.h"
#include "verdict/verdict.h"

struct proof {
	struct verdict *verdict; /* INVALID if it did not run */
	gboolean ran;		 /* there is a finished run */
	gint64 date;		 /* end of the run, seconds since 1970; 0: unknown */
	char *changed; /* since the kernel was built, see build/fingerprint.h; or
			* NULL */
};

typedef struct proof Proof;

/*
 * Judges the newest run of @v, see judge_dir(), and compares it with the present
 * variant: a run of another build than the newest is INVALID. The caller frees it. NULL
 * with KF_ERROR_SYSTEM only if verdict.json cannot be written.
 */
struct proof *proof_of(const struct branch *b, const struct branch_variant *v,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Appends to @verdicts (report.h) those on the variants @names of @b (ended by NULL),
 * or, if that is NULL, on all, in the order of the branch file. If a variant changed
 * since its kernel was built, its verdict is INVALID. Without @names, variants that are
 * by_name and never ran or have changed are omitted. FALSE and @error: as proof_of().
 */
gboolean proof_report(const struct branch *b, char **names, GPtrArray *verdicts,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

void proof_free(struct proof *proof);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Proof, proof_free)
