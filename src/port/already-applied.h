/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the new text has a change already, in the same or in another form: the
 * questions that the ladder asks before it places anything.
 */
#pragma once

#include "port/hunk-merge-private.h"

/* Theirs made the change of ours, and others next to it. */
gboolean already_contains(const struct merge_job *job, const struct group *group);

/*
 * Theirs has the change as later patches of the series have changed it on: so all
 * of them are there, or they take each other back.
 */
gboolean already_has_final(struct merge_job *job, const struct group *group);

/*
 * Whether theirs has all that is left of @hunk after the whole old series: later
 * patches take the rest of it back.
 */
gboolean already_takes_back(struct merge_job *job, guint hunk);

/*
 * Whether theirs has something else of what later patches of the series make of the
 * file: they are upstream, too, or some of them.
 */
gboolean upstream_has_later(struct merge_job *job);
