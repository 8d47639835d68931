/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Other versions to go on with where nothing is left of the one that is pinned. */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/*
 * Pins of other point releases of the same series as @pin, the nearest first and of two
 * that are as near the newer one: those of the branch file, and what the signed indexes
 * of its suites name. An array of struct branch_source that owns them. None of them need
 * be there any more.
 *
 * Archives serve the newest point releases alone, so pins rot: "kferry init --debian
 * bookworm" met two that were gone when it was first tried. Without the nearest one that
 * can be reached, a new project would have no kernel to try its series on.
 */
GPtrArray *source_nearest(const struct branch *b, const struct branch_source *pin);
