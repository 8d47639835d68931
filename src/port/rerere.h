/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks of conflict markers in a file, and their remembered resolutions, which are
 * reused when the same conflict occurs again (as in git rerere). Resolutions are files
 * in resolved/ of the cache, named by a digest of the contents of the markers. A
 * failure to write one is no error.
 */
#pragma once

#include "port/merge.h"

/* Returns the line (from 1) of the first marker left in @bytes, or 0. Marker lines that
 * @before (may be NULL) has belong to the file itself. */
guint rerere_marker(GBytes *bytes, GBytes *before);

/* A block of markers, and its lines of the new tree. Lines are counted from 0. */
struct resolve_block {
	gint64 first, n;	 /* from "<<<<<<<" to ">>>>>>>", inclusive */
	gint64 theirs, theirs_n; /* in the result of resolve_theirs() */
	gboolean same;		 /* the lines of the patch equal those of the new
				  * tree */
};

/*
 * Returns all blocks of @marked, in order; an array of struct resolve_block; unref it.
 */
GArray *resolve_blocks(GBytes *marked);

/* Returns @marked with each block replaced by its lines of the new tree. */
GBytes *resolve_theirs(GBytes *marked);

/* Returns the blocks of @marked without other lines, which identify its conflicts. */
GBytes *resolve_excerpt(GBytes *marked);

/*
 * Remembers for every conflict in @marked what replaced it in @resolved. Remembers
 * nothing if the file was changed elsewhere, too, or if equal conflicts were resolved
 * differently, because the parts could not be matched with certainty.
 */
void rerere_remember(GBytes *marked, GBytes *resolved);

/* Returns @marked with all its conflicts resolved as remembered, or NULL. */
GBytes *rerere_recall(GBytes *marked);

/* Forgets the resolutions of all conflicts in @marked. */
void resolve_forget(GBytes *marked);

/* Remembers that a patch was skipped: @key is a SHA256 of the conflict, to which
 * resolve_digest() adds the contents of the markers. */
void resolve_digest(GChecksum *sum, GBytes *marked);
void resolve_remember_skip(const char *key);
gboolean resolve_was_skipped(const char *key);
void resolve_forget_skip(const char *key);
