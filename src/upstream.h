/*
 * Whether the new text has a change already, in the same or in another form: the
 * questions that the ladder asks before it places anything.
 */
#pragma once

#include "ladder-private.h"

/* Theirs made the change of ours, and others next to it. */
gboolean upstream_contains(const struct job *job, const struct group *group);

/*
 * Theirs has the change as later patches of the series have changed it on: so all
 * of them are there, or they take each other back.
 */
gboolean upstream_has_final(const struct job *job, const struct group *group);

/*
 * Whether theirs has all that is left of @hunk after the whole old series: later
 * patches take the rest of it back.
 */
gboolean upstream_takes_back(const struct job *job, guint hunk);

/*
 * Whether theirs has gained all the telling lines that @hunk adds, near the @line
 * where it would add them; then says where, from 0, otherwise -1.
 */
gint64 upstream_gained_lines(const struct job *job, const struct ladder_hunk *hunk,
			     gint64 line);

/*
 * The function that @hunk adds and theirs has gained, too: it would be there twice.
 * NULL for none; free with g_free().
 */
char *upstream_gained_function(const struct job *job, const struct ladder_hunk *hunk);
