/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether lines that a hunk adds, or new names in them, came into the new text in
 * another way. This is checked before a hunk is carried, so that no change is applied
 * twice.
 */
#pragma once

#include "port/hunk-merge-private.h"

/* Returns why @hunk must not be carried to @line of theirs (from 0; -1: unknown), or
 * NULL if it may. The caller frees it. */
char *duplicate_reason(const struct merge_job *job, const struct merge_hunk *hunk,
		       gint64 line) G_GNUC_WARN_UNUSED_RESULT;
