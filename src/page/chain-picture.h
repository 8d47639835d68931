/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The locks of a lockdep report as a picture. */
#pragma once

#include <glib.h>

#include "console/lockdep.h"

/*
 * Appends an SVG of the order in which @lockdep says that the locks are taken: a box for
 * each lock, an arrow to the one taken while it is held, the new and wrong one in the colour
 * of failures. Nothing where the report names fewer than two.
 */
void chain_picture(GString *page, const struct lockdep *lockdep);
