/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the new text already has a change, in the same or in another form. These
 * checks come before any hunk is placed.
 */
#pragma once

#include "port/hunk-merge-private.h"

/* Theirs made the change of ours, and others next to it. */
gboolean already_contains(const struct merge_job *job, const struct group *group);

/*
 * Theirs has the change as later patches of the series modify it: either all of them
 * are there, or they revert each other.
 */
gboolean already_has_final(struct merge_job *job, const struct group *group);

/*
 * Whether theirs has everything that is left of @hunk after the whole old series; later
 * patches revert the rest.
 */
gboolean already_takes_back(struct merge_job *job, guint hunk);

/*
 * Whether theirs has something else of what later patches of the series make of the
 * file: they are upstream, too, or some of them.
 */
gboolean upstream_has_later(struct merge_job *job);
