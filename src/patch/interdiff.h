/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How two versions of one patch differ, as git range-diff shows it. */
#pragma once

#include "patch/patch.h"

/*
 * Appends the difference of @a and @b to @out: of their texts, and of what they do
 * to each file. Line numbers, blob ids and dates do not count. Nothing is appended
 * when they are the same. Errors: KF_ERROR_INPUT for a binary one.
 */
gboolean interdiff_print(const struct patch *a, const struct patch *b, GString *out,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
