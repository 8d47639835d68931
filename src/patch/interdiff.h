/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The difference between two versions of a patch, as git range-diff shows it. */
#pragma once

#include "patch/patch.h"

/*
 * Appends the difference between @a and @b to @out: of their texts, and of their
 * changes to each file. Ignores line numbers, blob ids and dates. Appends nothing if
 * they are equal. Errors: KF_ERROR_INPUT for a binary patch.
 */
gboolean interdiff_print(const struct patch *a, const struct patch *b, GString *out,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
