/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The userland of a guest, shared by its suites. */
#pragma once

#include <glib.h>

#include "arch/arch.h"

/*
 * Makes sure that the userland for @suites (const struct suite *), with the packages of
 * all, exists (guest-root.h), and sets *@path to its path, or NULL if no suite wants
 * one; the caller frees it. KF_ERROR_INPUT names two suites that want different
 * releases; errors of guest_root_make().
 */
gboolean suite_root_make(const GPtrArray *suites, const struct arch *arch, char **path,
			 GError **error);

/* The same for the suites @names (NULL: none) of the project @project, without the path.
 */
gboolean suite_root_check(const char *project, char **names, const struct arch *arch,
			  GError **error);
