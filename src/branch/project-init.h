/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Making a project: a branch file, its series, its configuration. */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/* What is asked for. Nothing is taken over. */
struct project_request {
	const char *dir;		    /* it is made if need be */
	const char *name;		    /* of the branch; NULL: "6.1" of 6.1.187 */
	const struct branch_source *source; /* the pin, see source-pin.h */
	const char *series;		    /* to take over; NULL: an empty one */
	const char *config;		    /* a .config to be a flavour; NULL: none */
	gboolean force;			    /* the directory may have something in it */
};

/* What was made. */
struct project_made {
	char *branch;
	guint patches;
	guint dropped; /* lines of the .config that belong to the machine it is from */
};

/*
 * Makes the project, all of it or nothing. Files that are there stay: one of a name that is
 * to be written is KF_ERROR_INPUT, as are a directory that has something in it, without
 * force; a series or a patch that cannot be read; and a patch that does not apply, where the
 * source is a tree. project_made_clear() frees what is in *@made.
 */
gboolean project_init(const struct project_request *request, struct project_made *made,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

void project_made_clear(struct project_made *made);
