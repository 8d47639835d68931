/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hunks that did not apply, as the .rej files that GNU patch leaves. */
#pragma once

#include "patch/apply.h"

/*
 * Appends the hunks of @file that failed, as a unified diff with the numbers
 * they would have had (GNU patch: abort_hunk_unified()). A missing newline at
 * the end is told by "\ No newline at end of file", which GNU patch omits.
 * Nothing is appended when none failed.
 */
void reject_print(const struct file_result *file, const struct apply_options *options,
		  GString *out);

/*
 * Puts "PATH.rej" into @tree for every file of @result with hunks that failed.
 */
gboolean reject_put(struct tree *tree, const struct patch_result *result,
		    const struct apply_options *options,
		    GError **error) G_GNUC_WARN_UNUSED_RESULT;
