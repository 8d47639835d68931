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
	char *dir;    /* the tree as it is; NULL: a branch */
};

struct port_outcome {
	char *target;	 /* the branch's name, or that of the tree's directory */
	gboolean listed; /* the branch's series has the fix: it was tried without */
	Carry *carry;	 /* NULL: it could not be tried */
	GError *error;	 /* then: why */
	char *written;	 /* the new patch, or the rejects of a conflict; or NULL */
};

struct port_request {
	const char *project; /* its directory; NULL: that which is found upward */
	struct port_side from;
	GPtrArray *to;	   /* of struct port_side */
	const char *patch; /* a file, or a name in the series of the donor's branch */
	int strip;	   /* not asked of a patch of the donor's series */
	const char *out;   /* gets TARGET/PATCH for each target */
};

/*
 * Ports it to every target, and writes what came of each. A donor's branch has the
 * series up to the patch where it lists it, else all of it; a target's has all of its
 * series, up to its own form of the fix where it lists one (the same upstream commit
 * or file name). An array of struct port_outcome in the order of the targets, to be
 * unreffed. Errors: of the donor and the patch, KF_ERROR_INPUT; a target's own are in
 * its outcome.
 */
GPtrArray *port_many(const struct port_request *request,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void port_side_free(struct port_side *side);
