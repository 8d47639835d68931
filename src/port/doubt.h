/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Doubts about a hunk because of other hunks of the patch. If upstream has a part of a
 * patch, it may have the rest in another form, or may have reverted it.
 */
#pragma once

#include "port/hunk-merge.h"

/* Which of the other hunks must not be carried. */
enum doubt {
	DOUBT_NONE,
	DOUBT_CHANGED, /* those whose own or adjacent lines were changed */
	DOUBT_ALL,     /* all, since most of the patch is upstream */
};

/* Returns the reason in words; a static string. */
const char *doubt_reason(enum doubt doubt);

/* Decides about @hunks (of struct carry_hunk), some of which are upstream. */
enum doubt doubt_find(const GPtrArray *hunks);

/* Turns the doubtful hunks of @merge into conflicts. Returns FALSE if one of them was
 * carried to another file; then hunks must not be carried to other files. */
gboolean doubt_merge(struct hunk_merge *merge, enum doubt doubt);

/*
 * Whether later patches of the series revert all that remains of @hunks, and the new
 * tree has a part of this patch or of those. Then it has the combined result, and the
 * hunks are marked as upstream.
 */
gboolean doubt_undone(const GPtrArray *hunks);
