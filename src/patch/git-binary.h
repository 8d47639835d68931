/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "GIT binary patch": base85 lines of a zlib stream, and deltas. Formats: git's diff.c
 * (emit_binary_diff_body), base85.c and patch-delta.c.
 */
#pragma once

#include <glib.h>

/* The largest file that a binary patch may create. */
#define GITBIN_SIZE_MAX ((gsize)256 << 20)

/* Decodes a base85 line (without newline) and appends its bytes to @out. Returns FALSE
 * if it is malformed. */
gboolean git_binary_decode_line(const char *line, gsize len, GByteArray *out);

/* Inflates @deflated, which must yield exactly @size bytes. Errors: KF_ERROR_INPUT. */
GBytes *git_binary_inflate(const GByteArray *deflated, gsize size,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Applies @delta to @base. Errors: KF_ERROR_INPUT. */
GBytes *git_binary_delta(GBytes *base, GBytes *delta,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
