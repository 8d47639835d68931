/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sizes of a branch's packages before and after a bump. */
#pragma once

#include "bump/bump.h"

/* Records the sizes of the present packages, unless they were recorded before.
 * KF_ERROR_SYSTEM. */
gboolean bump_packages_remember(const struct bump *bump,
				GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns a line for each package with its present and its previous size; versions in
 * names are ignored. The caller frees it. NULL with @error. */
char *bump_packages_text(const struct bump *bump,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
