/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pristine trees in the cache, src/NAME: one tree for a pin. source.c decides what to
 * do if a pin is unavailable.
 */
#pragma once

#include "branch/source.h"

/* Makes sure that the tree of @pin is in the cache and up to date, as source_get(), and
 * returns it. An old tree stays until the tarball has been fetched. */
struct pristine *source_place(const struct branch_source *pin,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns the identity that the tree of @pin would have if it were unpacked now; the
 * caller frees it. NULL if its source cannot be read. */
char *source_place_identity(const struct branch_source *pin);

/* Whether src/NAME at @dir is complete, and has @identity. */
gboolean source_place_is(const char *dir, const char *identity);

/* Compares the tree of @pin with its tarball, see source_verify(). */
gboolean source_place_verify(const struct branch_source *pin, GError **error);
