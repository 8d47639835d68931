/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Picks single upstream commits into the series of a branch: ported to it, with a
 * header in the form of the branch, in a section, and in the order of upstream if
 * requested.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"
#include "port/port.h"
#include "upstream/git-repo.h"

struct pick_options {
	const char *section; /* of the series; NULL: at the end */
	gboolean sort;	     /* put them before later upstream commits of the section */
	const char *mutant;  /* title of the splat without the fix: creates a mutant;
			      * or NULL */
	const char *rejects; /* directory for BRANCH/PATCH.rej of a conflict */
};

/* The result of one commit on one branch. */
struct picked {
	char *branch, *commit; /* first 12 digits of the commit */
	char *subject;
	char *name;	 /* of the patch or, in a conflict, of its rejects; NULL: not
			  * written */
	gboolean listed; /* the series already has it; nothing was done */
	struct carry *carry; /* NULL: listed, or @error */
	GError *error;
};

/*
 * Picks @commits (ids in hex, ended by NULL) of @repo, in this order, to the branch
 * @name of @project (NULL: search upwards). Each is tried independently. The series is
 * written once, with those that apply. Returns an array of struct picked; unref it.
 * Errors: KF_ERROR_INPUT for the branch; errors of a commit are in its struct.
 */
GPtrArray *pick(struct git_repo *repo, const char *const *commits, const char *project,
		const char *name, const struct pick_options *options,
		GError **error) G_GNUC_WARN_UNUSED_RESULT;
