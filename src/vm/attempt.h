/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which variants of a branch are to be run, and which of them have had a run since: for
 * who hands the work to others and does not see how each of them ends.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "branch/branch.h"

struct attempt_variant {
	char *name;
	char *nonce; /* of its newest run before; "" if there was none */
};

struct attempt {
	char *branch;
	GPtrArray *
		variants; /* struct attempt_variant *, in the order of the branch file */
};

typedef struct attempt Attempt;

/*
 * The variants of @b that @names names, ended by NULL, or, if that is NULL, all. Names of
 * none are left out. The caller frees it.
 */
struct attempt *attempt_new(const struct branch *b, char **names);
void attempt_free(struct attempt *attempt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Attempt, attempt_free)

/* The names of those that have not had a run since that came to an end of its own; the
 * caller frees them (g_strfreev()). */
GStrv attempt_left(const struct attempt *attempt) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Makes INVALID what @verdicts (report.h) say from @from on of the variants @left, ended by
 * NULL: what is known of them is of an earlier run.
 */
void attempt_doubt(char **left, GPtrArray *verdicts, guint from);

/* A new reference, and the way back: NULL if @value is none. */
json_t *attempt_json(const struct attempt *attempt);
struct attempt *attempt_parse(const json_t *value) G_GNUC_WARN_UNUSED_RESULT;
