/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the other hunks of a patch say about a hunk. If upstream has a part of a patch,
 * it may have the rest in another form, or may have reverted it.
 */
#pragma once

#include "port/hunk-merge.h"

/* Which of the other hunks must not be carried in this case. */
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
 * Turns the doubtful hunks of @merge into conflicts. FALSE if one of them was followed
 * to another file; then no hunk may be.
 */
gboolean doubt_merge(struct hunk_merge *merge, enum doubt doubt);

/*
 * Whether later patches of the series revert all that is left of @hunks, and the new
 * tree has a part of this patch or of those. Then it has the combined result, and the
 * hunks become upstream.
 */
gboolean doubt_undone(const GPtrArray *hunks);
