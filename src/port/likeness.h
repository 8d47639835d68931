/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether one text is the other one, changed: both have at least half of their lines
 * from each other, in the same order. This is asked of many files for one that is gone,
 * so a diff is made only where the lines, in whatever order, leave it open.
 */
#pragma once

#include "port/merge.h"

struct likeness {
	struct text text;
	guint32 *hashes; /* of all lines, sorted; NULL until asked for */
};

/* @span is borrowed. Clear with likeness_clear(). */
void likeness_init(struct likeness *likeness, struct span span);
void likeness_clear(struct likeness *likeness);

/* The same for both sides. */
gboolean likeness_holds(struct likeness *a, struct likeness *b);
