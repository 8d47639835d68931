/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Conflicts as the user sees them: blocks of conflict markers in a file, and their
 * remembered resolutions, which are offered when the same conflict occurs again (as by
 * git rerere). Resolutions are stored in resolved/ of the cache, one file per conflict,
 * named by a digest of the contents of its markers. Failing to write there is not an
 * error, since this is a convenience.
 */
#pragma once

#include "port/merge.h"

/*
 * The line (from 1) of the first marker that is left in @bytes; 0 for none. Lines that
 * @before has (may be NULL) are the file's own.
 */
guint rerere_marker(GBytes *bytes, GBytes *before);

/* One block of markers, and the lines of the new tree in it. Lines are from 0. */
struct resolve_block {
	gint64 first, n;	 /* from "<<<<<<<" to ">>>>>>>", both included */
	gint64 theirs, theirs_n; /* in what resolve_theirs() returns */
	gboolean same;		 /* the patch's lines are the new tree's */
};

/* All blocks of @marked, in order; an array of struct resolve_block; unref it. */
GArray *resolve_blocks(GBytes *marked);

/* @marked with the new tree's lines in the place of each block. */
GBytes *resolve_theirs(GBytes *marked);

/* The blocks of @marked and no other line: what its conflicts are told by. */
GBytes *resolve_excerpt(GBytes *marked);

/*
 * Remembers for every conflict in @marked what @resolved has in its place. When
 * the file was changed elsewhere too, nothing is remembered, and of equal conflicts
 * that were resolved differently neither: it would be a guess what belongs to what.
 */
void rerere_remember(GBytes *marked, GBytes *resolved);

/* @marked with all its conflicts resolved as before, or NULL. */
GBytes *rerere_recall(GBytes *marked);

/* Nothing is remembered of any conflict in @marked after this. */
void resolve_forget(GBytes *marked);

/*
 * That a patch was left out: @key is a SHA256 of the conflict, the markers' contents
 * told by resolve_digest().
 */
void resolve_digest(GChecksum *sum, GBytes *marked);
void resolve_remember_skip(const char *key);
gboolean resolve_was_skipped(const char *key);
void resolve_forget_skip(const char *key);
