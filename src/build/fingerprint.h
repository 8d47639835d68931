/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From what the kernel of a variant was built, as lines of text in the file
 * "fingerprint" beside it: "source VERSION IDENTITY", "series PATH SHA256", "patch PATH
 * SHA256", and others from build.c. Paths are as in the project.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/*
 * Appends lines for the variant's series and their patches to @text, and each series
 * (struct series *) to @series. Errors: KF_ERROR_INPUT or KF_ERROR_SYSTEM for what
 * cannot be read.
 */
gboolean fingerprint_series(GString *text, const struct branch *b,
			    const struct branch_variant *v, GPtrArray *series,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Returns the first line of @now that is not in @before, or NULL; the caller frees it.
 */
char *fingerprint_new_line(const char *now, const char *before);

/*
 * Returns what has changed since the variant's kernel in the cache was built: the path
 * of a series or patch, or the source, in words that continue "since then"; NULL if
 * nothing has, or if there is no such kernel. The caller frees it.
 */
char *fingerprint_changed(const struct branch *b, const struct branch_variant *v);
