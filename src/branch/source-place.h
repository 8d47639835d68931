/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pristine trees in their place, src/NAME under the cache: one pin, and one tree of it.
 * What is done where that cannot be had is source.c's.
 */
#pragma once

#include "branch/source.h"

/*
 * Makes sure that the tree of @pin is in its place and current, as source_get() has it,
 * and returns it. What was there stays until the tarball has come.
 */
struct pristine *source_place(const struct branch_source *pin,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The identity that the tree of @pin would have if it was placed now, to be freed; NULL if its
 * source cannot be read. */
char *source_place_identity(const struct branch_source *pin);

/* Whether src/NAME at @dir is complete, and what @identity says. */
gboolean source_place_is(const char *dir, const char *identity);

/* Compares the tree of @pin with its tarball: source_verify(). */
gboolean source_place_verify(const struct branch_source *pin, GError **error);
