/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The sizes of a branch's packages before a bump and after it. */
#pragma once

#include "bump/bump.h"

/* Remembers those that are there, in the state, unless it did before. KF_ERROR_SYSTEM. */
gboolean bump_packages_remember(const struct bump *bump,
				GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * A line for each package that is there, with its size and what that was before; versions
 * in names do not matter. Free it; NULL with @error.
 */
char *bump_packages_text(const struct bump *bump,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
