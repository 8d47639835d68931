/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Porting one patch to several branches or trees. A conflict or an error on one target
 * does not stop the others.
 */
#pragma once

#include "port/port.h"

/* A branch of the project, or a tree. */
struct port_side {
	char *branch; /* its pinned source with its series; NULL: a tree */
	char *dir;    /* a tree, used as it is; NULL: a branch */
};

struct port_outcome {
	char *target;	 /* name of the branch, or of the tree's directory */
	gboolean listed; /* the branch's series has the fix; the port was tried
			  * without it */
	Carry *carry;	 /* NULL: could not be tried */
	GError *error;	 /* why not, then */
	char *written;	 /* path of the new patch, or of the rejects of a conflict;
			  * or NULL */
};

struct port_request {
	const char *project; /* directory; NULL: search upwards */
	struct port_side from;
	GPtrArray *to;	   /* of struct port_side */
	const char *patch; /* a file, or the name of a patch of the donor's branch */
	int strip;	   /* ignored for a patch of the donor's series */
	const char *out;   /* directory for TARGET/PATCH */
};

/*
 * Ports the patch to each target, and writes the results. The donor's branch is used
 * with its series up to the patch if it has it, else with the whole series. A target's
 * branch is used with its series up to its own form of the fix (same upstream commit or
 * file name) if it has one, else with the whole series. Returns an array of struct
 * port_outcome in the order of the targets; unref it. Errors: KF_ERROR_INPUT for the
 * donor and the patch; errors of a target are in its outcome.
 */
GPtrArray *port_many(const struct port_request *request,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void port_side_free(struct port_side *side);
