/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The three sides that a file with conflict markers is made of, as merge tools want them. */
#pragma once

#include <glib.h>

enum conflict_side {
	SIDE_NEW,   /* the new tree's: git's LOCAL */
	SIDE_OLD,   /* what the patch was made for: BASE */
	SIDE_PATCH, /* what it makes of that: REMOTE */
};

/* @marked with that side's lines in the place of each block of markers. */
GBytes *conflict_side(GBytes *marked, enum conflict_side side);
