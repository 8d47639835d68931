/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/doubt.h"

#include "port/carry.h"

const char *doubt_reason(enum doubt doubt)
{
	return doubt == DOUBT_ALL
		       ? "most of the patch is upstream: the rest may be there in "
			 "another form, or was reverted"
		       : "other hunks of the patch are upstream, and the code here has "
			 "changed: it may be there in another form";
}

/* Measured on public series: if half of a patch or more was upstream, carrying the rest
 * was right in 2 of 8 cases; if less was upstream, it was never wrong. */
enum doubt doubt_find(const GPtrArray *hunks)
{
	gboolean changed = FALSE;
	guint upstream = 0;

	for (guint i = 0; i < hunks->len; i++) {
		const struct carry_hunk *hunk = g_ptr_array_index(hunks, i);

		upstream += hunk->step == STEP_UPSTREAM;
		changed |= hunk->step != STEP_UPSTREAM && hunk->doubtful;
	}
	if (upstream * 2 >= hunks->len)
		return DOUBT_ALL;
	return changed ? DOUBT_CHANGED : DOUBT_NONE;
}

gboolean doubt_merge(struct hunk_merge *merge, enum doubt doubt)
{
	gboolean stay = TRUE;

	for (guint i = 0; i < merge->hunks->len; i++) {
		struct merge_hunk *hunk =
			&g_array_index(merge->hunks, struct merge_hunk, i);

		if (hunk->step == STEP_UPSTREAM ||
		    (doubt == DOUBT_CHANGED && !hunk->doubtful))
			continue;
		stay &= !hunk->path;
		hunk->step = STEP_CONFLICT;
		g_free(hunk->reason);
		hunk->reason = g_strdup(doubt_reason(doubt));
		hunk_merge_drop_edits(merge, i);
	}
	return stay;
}

gboolean doubt_undone(const GPtrArray *hunks)
{
	gboolean upstream = FALSE;

	for (guint i = 0; i < hunks->len; i++) {
		const struct carry_hunk *hunk = g_ptr_array_index(hunks, i);

		if (hunk->step != STEP_UPSTREAM && !hunk->taken_back)
			return FALSE;
		upstream |= hunk->step == STEP_UPSTREAM || hunk->superseded;
	}
	for (guint i = 0; upstream && i < hunks->len; i++) {
		struct carry_hunk *hunk = g_ptr_array_index(hunks, i);

		if (hunk->step == STEP_UPSTREAM)
			continue;
		hunk->step = STEP_UPSTREAM;
		g_free(hunk->reason);
		hunk->reason = g_strdup("later patches revert it");
	}
	return upstream;
}
