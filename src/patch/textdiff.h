/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Diffs of two texts, by libgit2's copy of xdiff. */
#pragma once

#include <glib.h>

/*
 * Appends the unified hunks that make @after of @before (NULL: empty), with
 * @context lines of context and the function in their heads; no file header.
 * Nothing is appended when they are equal. Errors: KF_ERROR_INPUT when one of
 * them is binary.
 */
gboolean textdiff_print(GBytes *before, GBytes *after, guint context, GString *out,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;
