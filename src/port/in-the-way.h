/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the new source did to the lines that a conflict is about: the difference of the two
 * trees as they were released, as far as the patch's hunks in conflict reach. For people
 * to look at, never acted upon.
 */
#pragma once

#include "patch/patch.h"
#include "port/carry.h"

/* A hunk of the difference. */
struct way_hunk {
	guint64 first, n; /* lines of the new file, from 1; n 0: it has none there */
	char *text;	  /* as in a unified diff, with its head */
};

struct in_the_way {
	char *path;
	gboolean gone;	  /* the new source has no such file */
	GPtrArray *hunks; /* of struct way_hunk */
};

/*
 * For each file of @carry, a conflict, with something in the way: an array of struct
 * in_the_way; unref it. A file that only one of the trees ever had, or that is binary, is
 * left out. @reverse: the series applies the patch in reverse. Errors: KF_ERROR_INPUT,
 * KF_ERROR_SYSTEM.
 */
GPtrArray *in_the_way(const char *old_tree, const char *new_tree,
		      const struct carry *carry, gboolean reverse,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;
