/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rewrites a patch for the place where it applies now, without churn. What did not
 * change stays byte for byte, including the spelling of hunk heads, dates, index lines
 * and the text around the diffs.
 *
 *	a hunk that applies where it says      stays
 *	one that applies elsewhere             gets new numbers
 *	one that needs fuzz                    gets the present context
 *	a file that was edited since           gets new hunks
 *
 * A refreshed patch applies exactly, so refreshing again does nothing.
 */
#pragma once

#include "patch/apply.h"
#include "patch/series.h"
#include "patch/tree.h"

/* What was changed in a patch, from least to most. */
enum refresh_change {
	REFRESH_NONE,	 /* nothing */
	REFRESH_NUMBERS, /* line numbers in hunk heads */
	REFRESH_CONTEXT, /* lines of context */
	REFRESH_CONTENT, /* what the patch does: added and removed lines */
};

/* "unchanged", "numbers", "context", "content" */
const char *refresh_change_name(enum refresh_change change);

/* Appends @patch, rewritten for where @result says that it applied (if @reverse, in
 * reverse), and returns what that changed. All hunks must have been placed. */
enum refresh_change refresh_patch(const struct patch *patch,
				  const struct patch_result *result, gboolean reverse,
				  GString *out);

/* A file before a patch, and as it should be after it. */
struct refresh_edit {
	const char *path;
	struct blob before, after;
};

/*
 * Appends @patch, rewritten so that it turns the "before" of each edit into its
 * "after". @edits (array of struct refresh_edit, sorted by path) are all files that it
 * may touch. @placed says where @patch applies to them, if it is known to make exactly
 * these edits; if it is NULL, @patch is applied to find out. A file for which the patch
 * already makes the edit is treated as in refresh_patch(); others get new hunks. A file
 * that is no longer changed loses its diff; a new one is appended, in the style of the
 * others. @entry says how the patch is applied. Errors: KF_ERROR_INPUT for a change
 * that a text diff cannot express (binary).
 */
gboolean refresh_edited(const struct patch *patch, const struct series_entry *entry,
			const struct patch_result *placed, GArray *edits,
			enum refresh_change *change, GString *out,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;
