/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the new text already has a change, in the same or in another form. This is
 * checked before any hunk is placed.
 */
#pragma once

#include "port/hunk-merge-private.h"

/* Theirs made the same change as ours, with others next to it. */
gboolean already_contains(const struct merge_job *job, const struct group *group);

/* Theirs has the change as modified by later patches of the series: either it has all
 * of them, or they revert each other. */
gboolean already_has_final(struct merge_job *job, const struct group *group);

/* Whether theirs has everything that remains of @hunk after the whole old series; later
 * patches revert the rest. */
gboolean already_takes_back(struct merge_job *job, guint hunk);

/* Whether theirs has any other part of what later patches of the series do to the file,
 * so that some of them are upstream, too. */
gboolean upstream_has_later(struct merge_job *job);
