/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Other versions to use if the pinned one is no longer available. */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/*
 * Returns pins for other point releases of the same series as @pin, nearest first, and
 * the newer of two equally near ones first: those of the branch file, those in the
 * signed indexes of its suites, and those that kernel.org lists if one of its pins is from
 * there. An array of struct branch_source, which owns them. They
 * may be unavailable, too.
 *
 * Archives serve only the newest point releases, so pins become stale: the first trial
 * of "kferry init --debian bookworm" met two that were gone. Without the nearest
 * version that is available, a new project would have no kernel for its series.
 */
GPtrArray *source_nearest(const struct branch *b, const struct branch_source *pin);
