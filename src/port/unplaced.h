/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Conflict markers for hunks without a place, so that the file that the user edits
 * shows every hunk in conflict.
 */
#pragma once

#include "port/hunk-merge.h"

/* Names of the two trees and the patch in markers. */
struct marker_names {
	const char *old, *new, *patch;
};

/* The hunks of a block of markers, by their index in carry->hunks. */
struct marker_block {
	guint first, last;
};

/*
 * To be called after hunk_merge_run(): gives every hunk in conflict a clash, at its
 * likeliest place if it has none. Hunks that were placed lose their clash, or become
 * conflicts if their place is inside of another.
 */
void unplaced_mark(struct hunk_merge *merge);

/* Returns the hunks of each block of hunk_merge_markers(); hunk 0 has the index
 * @offset. */
GArray *unplaced_blocks(const struct hunk_merge *merge, guint offset);

/*
 * Returns @theirs (may be NULL) with a block for each hunk of @file. None has a known
 * base, because they do not apply to the old tree. @blocks is set as by
 * unplaced_blocks().
 */
GBytes *unplaced_hunks(const struct patch_file *file, gboolean reverse, GBytes *theirs,
		       const struct marker_names *names, guint offset, GArray **blocks);

/* For two new files with the same name: returns @theirs, with blocks where @ours
 * differs. */
GBytes *unplaced_both(GBytes *theirs, GBytes *ours, const struct marker_names *names,
		      guint offset, GArray **blocks);
