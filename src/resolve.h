/*
 * Conflicts that were resolved by hand: turning the edited files into a patch,
 * and remembering what was made of a conflict, to offer it when the same one is
 * met again (as git rerere does). What is remembered lies under the cache's
 * resolved/, one file per conflict, named by a digest of its markers' contents.
 */
#pragma once

#include "patch.h"

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

/* Appends the text in front of the first diff of @patch. */
void resolve_print_header(GString *out, const struct patch *patch);

/*
 * Appends the diff from @before to @after (NULL: no file) of the file @path, as
 * a patch to be applied with @strip, and in reverse if @reverse.
 */
void resolve_print_file(GString *out, const char *path, GBytes *before, GBytes *after,
			int strip, gboolean reverse);
