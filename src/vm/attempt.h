/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which variants of a branch are to run, and which of them have run since: for callers
 * that let others run them and do not see the results.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "branch/branch.h"

struct attempt_variant {
	char *name;
	char *nonce; /* of its newest earlier run; "" if there is none */
};

struct attempt {
	char *branch;
	GPtrArray *variants; /* struct attempt_variant *, in the order of the branch
			      * file */
};

typedef struct attempt Attempt;

/* For the variants @names of @b (ended by NULL; NULL: all). Ignores unknown names. The
 * caller frees it. */
struct attempt *attempt_new(const struct branch *b, char **names);
void attempt_free(struct attempt *attempt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Attempt, attempt_free)

/* Returns the variants without a finished run since; the caller frees them
 * (g_strfreev()). Runs that the host cut short do not count. */
GStrv attempt_left(const struct attempt *attempt) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the verdicts in @verdicts (report.h) from index @from on INVALID if their
 * variant is in @left, ended by NULL: they are about an earlier run. */
void attempt_doubt(char **left, GPtrArray *verdicts, guint from);

/* Converts to and from JSON: a new reference; NULL if @value is malformed. */
json_t *attempt_json(const struct attempt *attempt);
struct attempt *attempt_parse(const json_t *value) G_GNUC_WARN_UNUSED_RESULT;
