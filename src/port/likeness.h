/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether one text is a changed version of the other: each has at least half of its
 * lines from the other, in the same order. A deleted file is compared with many others,
 * so a diff is only made if counting equal lines does not decide it.
 */
#pragma once

#include "port/merge.h"

struct likeness {
	struct text text;
	guint32 *hashes; /* of all lines, sorted; NULL until needed */
};

/* @span is borrowed. Free with likeness_clear(). */
void likeness_init(struct likeness *likeness, struct span span);
void likeness_clear(struct likeness *likeness);

/* Whether the texts are alike. Symmetric. */
gboolean likeness_holds(struct likeness *a, struct likeness *b);
