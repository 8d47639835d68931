/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rejected hunks, as the .rej files of GNU patch. */
#pragma once

#include "patch/apply.h"

/*
 * Appends the hunks of @file that failed, as a unified diff with the numbers that they
 * would have had (GNU patch: abort_hunk_unified()). Unlike GNU patch, writes "\ No
 * newline at end of file" where it applies. Appends nothing if no hunk failed.
 */
void reject_print(const struct file_result *file, const struct apply_options *options,
		  GString *out);

/* Puts "PATH.rej" into @tree for every file of @result with failed hunks. */
gboolean reject_put(struct tree *tree, const struct patch_result *result,
		    const struct apply_options *options,
		    GError **error) G_GNUC_WARN_UNUSED_RESULT;
