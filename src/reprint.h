/*
 * Printing a hunk or a file's part of a patch for another place, without churn:
 * what did not move keeps its bytes, what moved gets other numbers, and only
 * what was merged is written anew.
 */
#pragma once

#include "ladder.h"

struct reprint_options {
	gboolean reverse; /* the patch is applied in reverse (-R) */
	gboolean anew;	  /* write all hunks anew: the safe way out */
};

/*
 * Appends the hunks of @ladder that are neither upstream nor in conflict.
 * Returns FALSE, and appends nothing, when none is left.
 */
gboolean reprint_hunks(const struct ladder *ladder,
		       const struct reprint_options *options, GString *out);
