/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was proved, kept in the project: a suite, series, and two variants. */
#pragma once

#include <glib.h>

#include "vm/prove.h"

/*
 * Whether what @prove asks for could be kept as @name, to be asked before anything is
 * built. KF_ERROR_INPUT if @name is no name or taken, or if a suite or the configuration
 * lies outside of the project, where no variant can name it.
 */
gboolean prove_save_check(const struct prove *prove, const char *name, GError **error);

/*
 * Writes @proof into the project of prove->b as @name, all of it or nothing: the series in
 * patches/BRANCH/NAME, the suite of a reproducer in suites/NAME, and two variants in the
 * branch file. KF_ERROR_NEGATIVE if it is not PROVEN, KF_ERROR_INPUT for the reasons of
 * prove_save_check(), or if no variant could say what was seen or what the patch needs.
 */
gboolean prove_save(const struct prove *prove, const struct proof_of_patch *proof,
		    const char *name, GError **error);
