/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether the new text has gained what a hunk adds in another way: its lines, or names
 * that the old text did not have. This is checked before a hunk is carried, so that no
 * change is applied twice.
 */
#pragma once

#include "port/hunk-merge-private.h"

/*
 * The reason why @hunk must not be carried to @line of theirs (from 0; -1: unknown), or
 * NULL if there is none. Free with g_free().
 */
char *duplicate_reason(const struct merge_job *job, const struct merge_hunk *hunk,
		       gint64 line) G_GNUC_WARN_UNUSED_RESULT;
