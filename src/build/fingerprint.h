/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Of what a variant's kernel was built, as lines of text in the file "fingerprint" beside
 * it: "source VERSION IDENTITY", "series PATH SHA256", "patch PATH SHA256" and what
 * build.c adds. Paths are as the project names them.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/*
 * Appends the lines of the variant's series and of their patches to @text, and each
 * series (struct series *) to @series. KF_ERROR_INPUT or KF_ERROR_SYSTEM for what cannot
 * be read.
 */
gboolean fingerprint_series(GString *text, const struct branch *b,
			    const struct branch_variant *v, GPtrArray *series,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The first line of @now that is not one of @before, to be freed; NULL if all are. */
char *fingerprint_new_line(const char *now, const char *before);

/*
 * What of the variant has changed since its kernel in the cache was built: a series or
 * patch by its path, or the source, in words that go on after "since then"; NULL if
 * nothing has, or if there is no such kernel. The caller frees it.
 */
char *fingerprint_changed(const struct branch *b, const struct branch_variant *v);
