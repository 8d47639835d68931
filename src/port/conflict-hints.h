/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places where a hunk in conflict may belong. They are shown to people and never used.
 */
#pragma once

#include "port/hunk-merge.h"

struct conflict_hint {
	gint64 line;	/* of the new text, from 0: where the hunk would start */
	guint same;	/* number of its old lines that are there, in order */
	guint lines;	/* number of its old lines; both ignore blank lines */
	char *function; /* function at this place, or NULL */
};

/*
 * Returns up to three places in the new text of @merge that have some of the old lines
 * of @hunk, as an array of struct conflict_hint; unref it. They are sorted: more lines
 * first, then the same function, then nearer to the original place.
 */
GArray *conflict_hints(const struct hunk_merge *merge, const struct merge_hunk *hunk);
