/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether what a hunk adds has come into the new text by another way: lines of it,
 * or names that the old text did not have. Asked before a hunk is carried, for the
 * change would be there twice.
 */
#pragma once

#include "port/hunk-merge-private.h"

/*
 * Why @hunk is not to be carried to @line of theirs (from 0; -1: unknown), in words;
 * NULL when there is no sign of it. Free with g_free().
 */
char *duplicate_reason(const struct merge_job *job, const struct merge_hunk *hunk,
		       gint64 line) G_GNUC_WARN_UNUSED_RESULT;
