/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing a patch anew for where it applies now, without churn: what did not
 * change stays as it is, byte for byte, down to the spelling of hunk heads,
 * dates, index lines and the text around the diffs.
 *
 *	a hunk that applies where it says      stays
 *	one that applies elsewhere             gets new numbers
 *	one that needs fuzz                    gets the context that is there
 *	a file that was edited since           gets new hunks
 *
 * A patch that was refreshed applies exactly, so refreshing again does nothing.
 */
#pragma once

#include "patch/apply.h"
#include "patch/series.h"
#include "patch/tree.h"

/* What became of a patch, from nothing to most. */
enum refresh_change {
	REFRESH_NONE,	 /* not one byte */
	REFRESH_NUMBERS, /* line numbers in hunk heads */
	REFRESH_CONTEXT, /* lines of context */
	REFRESH_CONTENT, /* what the patch does */
};

/* "unchanged", "numbers", "context", "content" */
const char *refresh_change_name(enum refresh_change change);

/*
 * Appends @patch as it has to be where @result says it applied (with
 * @reverse, in reverse), and says how much that changed. All hunks must have
 * been placed.
 */
enum refresh_change refresh_patch(const struct patch *patch,
				  const struct patch_result *result, gboolean reverse,
				  GString *out);

/* A file as it was before a patch, and as it is to be after it. */
struct refresh_edit {
	const char *path;
	struct blob before, after;
};

/*
 * Appends @patch as it has to be to make of each edit's before its after:
 * @edits (array of struct refresh_edit, sorted by path) are all files that it
 * may touch. @placed says where @patch applies to them, when it is known that it does just
 * what the edits are; NULL: it is applied to find out. Files whose edit is what the patch
 * does anyway go the way of refresh_patch(); others get new hunks; a file that is no more
 * changed loses its diff, a new one is added at the end, in the style of the others. @entry
 * says how the patch is applied. Errors: KF_ERROR_INPUT for a change that a
 * diff of text cannot tell (binary).
 */
gboolean refresh_edited(const struct patch *patch, const struct series_entry *entry,
			const struct patch_result *placed, GArray *edits,
			enum refresh_change *change, GString *out,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;
