/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The changes of the new source to the lines of a conflict: the difference between the
 * two released trees around the patch's hunks in conflict. For people to read, never
 * used.
 */
#pragma once

#include "patch/patch.h"
#include "port/carry.h"

/* A hunk of this difference. */
struct way_hunk {
	guint64 first, n; /* lines of the new file, from 1; n is 0 if all were
			   * removed */
	char *text;	  /* as in a unified diff, including its head */
};

struct in_the_way {
	char *path;
	gboolean gone;	  /* the new source lacks the file */
	GPtrArray *hunks; /* of struct way_hunk */
};

/*
 * Returns the differences in files that conflict in @carry: an array of struct
 * in_the_way; unref it. Omits files that are equal, binary, or in only one of the
 * trees. @reverse: the series applies the patch in reverse. Errors: KF_ERROR_INPUT,
 * KF_ERROR_SYSTEM.
 */
GPtrArray *in_the_way(const char *old_tree, const char *new_tree,
		      const struct carry *carry, gboolean reverse,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;
