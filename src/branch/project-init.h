/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Creates a project: a branch file, its series, its configuration. */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/* What to create. All pointers are borrowed. */
struct project_request {
	const char *dir;		    /* created if necessary */
	const char *name;		    /* of the branch; NULL: "6.1" for 6.1.187 */
	const struct branch_source *source; /* the pin, see source-pin.h */
	const char *series;		    /* series to copy; NULL: an empty one */
	const char *config;		    /* .config to turn into a flavour; NULL:
					     * none */
	gboolean force;			    /* the directory need not be empty */
};

/* What was created. */
struct project_made {
	char *branch;
	guint patches;
	guint dropped; /* lines of the .config that only concern the machine it is
			* from */
};

/*
 * Creates the project, all or nothing. Existing files stay. Errors: KF_ERROR_INPUT if a
 * file to be written exists, if the directory is not empty (without force), if a series
 * or patch cannot be read, or if the source is a tree and a patch does not apply. Free
 * *@made with project_made_clear().
 */
gboolean project_init(const struct project_request *request, struct project_made *made,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

void project_made_clear(struct project_made *made);
