/*
 * Conflicts that were resolved by hand: remembering what was made of each, to
 * offer it when the same one is met again (as git rerere does). What is remembered lies
 * under the cache's resolved/, one file per conflict, named by a digest of its markers'
 * contents.
 */
#pragma once

#include <glib.h>

/* The line (from 1) of the first marker that is left in @bytes; 0 for none. */
guint resolve_marker(GBytes *bytes);

/*
 * Remembers for every conflict in @marked what @resolved has in its place. When
 * the file was changed elsewhere too, nothing is remembered: it would be a guess
 * what belongs to what. Failing to write is no error: it is a convenience.
 */
void resolve_remember(GBytes *marked, GBytes *resolved);

/* @marked with all its conflicts resolved as before, or NULL. */
GBytes *resolve_recall(GBytes *marked);
