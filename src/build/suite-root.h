/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The userland of a guest that several suites share. */
#pragma once

#include <glib.h>

#include "arch/arch.h"

/*
 * Makes sure that there is the userland that @suites (const struct suite *) ask for, with the
 * packages of all (guest-root.h), and gives its path in *@path: NULL if none asks for one.
 * KF_ERROR_INPUT names two suites that want different releases; KF_ERROR_SYSTEM, that @arch is
 * not the host's, and the errors of guest_root_make(). The caller frees the path.
 */
gboolean suite_root_make(const GPtrArray *suites, const struct arch *arch, char **path,
			 GError **error);

/* The same for the suites called @names (NULL: none) of the project in the directory
 * @project, without telling where it is. */
gboolean suite_root_check(const char *project, char **names, const struct arch *arch,
			  GError **error);
