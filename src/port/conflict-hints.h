/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a hunk in conflict may belong: for people to look at, never acted upon.
 */
#pragma once

#include "port/hunk-merge.h"

struct conflict_hint {
	gint64 line;	/* of the new text, from 0: where the hunk would begin */
	guint same;	/* how many of its old lines stand there, in order */
	guint lines;	/* and how many it has; blank ones do not count */
	char *function; /* around it, or NULL */
};

/*
 * Places in the new text of @merge where some of the old lines of @hunk stand, at
 * most three, as an array of struct conflict_hint; unref it. Ranked: more of the lines
 * first, then the same function, then nearer to where the hunk was.
 */
GArray *conflict_hints(const struct hunk_merge *merge, const struct merge_hunk *hunk);
