/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Single commits of upstream's into the series of a branch: ported to it, with a header in
 * the branch's form, in a section, in upstream's order where that is asked for.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"
#include "port/port.h"
#include "upstream/git-repo.h"

struct pick_options {
	const char *section; /* of the series; NULL: at its end */
	gboolean sort;	     /* in front of what upstream has later, in the section */
	const char *mutant; /* title that is seen without it: makes a mutant; or NULL */
	const char *rejects; /* directory that gets BRANCH/PATCH.rej of a conflict */
};

/* What came of one commit on one branch. */
struct picked {
	char *branch, *commit; /* the commit's first 12 digits */
	char *subject;
	char *name; /* of the patch; of a conflict, its rejects; NULL: nothing written */
	gboolean listed;     /* the series has it already: nothing was done */
	struct carry *carry; /* NULL: listed, or @error */
	GError *error;
};

/*
 * Picks @commits (ids in hex, ended by NULL) of @repo, in that order, to the branch @name
 * of @project (NULL: found upward). Each is tried by itself. The series is written once,
 * with those that went in. An array of struct picked, to be unreffed. Errors: of the
 * branch, KF_ERROR_INPUT; a commit's own are in its struct.
 */
GPtrArray *pick(struct git_repo *repo, const char *const *commits, const char *project,
		const char *name, const struct pick_options *options,
		GError **error) G_GNUC_WARN_UNUSED_RESULT;
