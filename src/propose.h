/*
 * Where a hunk in conflict may belong: for people to look at, never acted upon.
 */
#pragma once

#include "ladder.h"

struct proposal {
	gint64 line;	/* of the new text, from 0: where the hunk would begin */
	guint same;	/* how many of its old lines stand there, in order */
	guint lines;	/* and how many it has; blank ones do not count */
	char *function; /* around it, or NULL */
};

/*
 * Places in the new text of @ladder where some of the old lines of @hunk stand, at
 * most three, as an array of struct proposal; unref it. Ranked: more of the lines
 * first, then the same function, then nearer to where the hunk was.
 */
GArray *propose_places(const struct ladder *ladder, const struct ladder_hunk *hunk);
