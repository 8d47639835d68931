/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the other hunks of a patch tell of a hunk. Where upstream has some of a patch,
 * it may have the rest in another form, or have taken it back since.
 */
#pragma once

#include "port/hunk-merge.h"

/* How much of the rest is not to be carried then. */
enum doubt {
	DOUBT_NONE,
	DOUBT_CHANGED, /* hunks whose own lines or those next to them have changed */
	DOUBT_ALL,     /* for most of the patch is upstream */
};

/* In words; a static string. */
const char *doubt_reason(enum doubt doubt);

/* Of @hunks, of struct carry_hunk, some of which are upstream. */
enum doubt doubt_find(const GPtrArray *hunks);

/*
 * Makes conflicts of the hunks of @ladder that are in doubt. FALSE: one that went to
 * another file was among them, and none is to go there.
 */
gboolean doubt_ladder(struct hunk_merge *ladder, enum doubt doubt);

/*
 * Whether later patches of the series take back all that is left of @hunks, and the
 * new tree has some of this patch or of those: then it has what they come to, and all
 * of them go together. They become upstream.
 */
gboolean doubt_undone(const GPtrArray *hunks);
