/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a hunk takes for granted: names that its old file has and the new one not. */
#pragma once

#include "patch/patch.h"
#include "patch/tree.h"

/*
 * The names in the lines that @hunk adds or removes which the file @path has in @old,
 * before the patch, and lacks in @new, as "a, b and 2 more"; NULL when there are none.
 * It tells where to look for a prerequisite, no more: headers are not read.
 */
char *prerequisites_missing(const struct hunk *hunk, struct tree *old, struct tree *new,
			    const char *path) G_GNUC_WARN_UNUSED_RESULT;
