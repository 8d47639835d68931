/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The three sides of a file with conflict markers, for merge tools. */
#pragma once

#include <glib.h>

enum conflict_side {
	SIDE_NEW,   /* lines of the new tree (LOCAL in git) */
	SIDE_OLD,   /* lines before the patch in the old tree (BASE) */
	SIDE_PATCH, /* lines after the patch (REMOTE) */
};

/* Returns @marked with each block of markers replaced by its lines of @side. */
GBytes *conflict_side(GBytes *marked, enum conflict_side side);
