/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Conflict markers for hunks without a place, so that the file that the user edits
 * shows every hunk in conflict, and the result shows what became of each.
 */
#pragma once

#include "port/hunk-merge.h"

/* How markers name the two trees and the patch. */
struct marker_names {
	const char *old, *new, *patch;
};

/* The hunks of one block of markers, by number in what port/carry.h reports. */
struct marker_block {
	guint first, last;
};

/*
 * After hunk_merge_run(): every hunk in conflict gets a clash, at its likeliest place where
 * it had none; hunks that found a place lose theirs, or are in conflict as well when
 * that place is inside of a clash.
 */
void unplaced_mark(struct hunk_merge *merge);

/* What the blocks of hunk_merge_markers() are of, when hunk 0 has the number @offset. */
GArray *unplaced_blocks(const struct hunk_merge *merge, guint offset);

/*
 * @theirs (may be NULL) with a block for each hunk of @file, none of which has a known
 * base: it does not apply to the old tree. @blocks gets what unplaced_blocks() says.
 */
GBytes *unplaced_hunks(const struct patch_file *file, gboolean reverse, GBytes *theirs,
		       const struct marker_names *names, guint offset, GArray **blocks);

/* Two files that were made with one name: @theirs, and blocks where @ours differs. */
GBytes *unplaced_both(GBytes *theirs, GBytes *ours, const struct marker_names *names,
		      guint offset, GArray **blocks);
