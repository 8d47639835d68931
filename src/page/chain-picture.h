/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Draws the locks of a lockdep report. */
#pragma once

#include <glib.h>

#include "console/lockdep.h"

/*
 * Appends an SVG of the lock order in @lockdep: a box for each lock, an arrow to the
 * lock that is taken while it is held, and the new, wrong arrow in the colour of
 * failures. Appends nothing if the report names fewer than two locks.
 */
void chain_picture(GString *page, const struct lockdep *lockdep);
