/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "GIT binary patch": base85 lines of a zlib stream, and the deltas in them.
 * Formats: git's diff.c (emit_binary_diff_body), base85.c and patch-delta.c.
 */
#pragma once

#include <glib.h>

/* The biggest file a binary patch may make. */
#define GITBIN_SIZE_MAX ((gsize)256 << 20)

/*
 * Decodes one base85 line (without its newline) and appends its bytes to @out.
 * FALSE when it is none.
 */
gboolean git_binary_decode_line(const char *line, gsize len, GByteArray *out);

/* Inflates @deflated, which must give exactly @size bytes. */
GBytes *git_binary_inflate(const GByteArray *deflated, gsize size,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Applies git's delta @delta to @base. Errors: KF_ERROR_INPUT. */
GBytes *git_binary_delta(GBytes *base, GBytes *delta,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
