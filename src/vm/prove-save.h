/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Saves a proof in the project: a suite, series, and two variants. */
#pragma once

#include <glib.h>

#include "vm/prove.h"

/*
 * Whether what @prove requests can be saved as @name; to be called before building.
 * KF_ERROR_INPUT if @name is invalid or exists, or if a suite or the configuration is
 * outside of the project, where no variant can name it.
 */
gboolean prove_save_check(const struct prove *prove, const char *name, GError **error);

/*
 * Saves @proof in the project of prove->b as @name, all or nothing: the series in
 * patches/BRANCH/NAME, the suite of a reproducer in suites/NAME, and two variants in
 * the branch file. KF_ERROR_NEGATIVE if it is not PROVEN, KF_ERROR_INPUT as
 * prove_save_check(), or if a variant cannot express what was seen or what the patch
 * needs.
 */
gboolean prove_save(const struct prove *prove, const struct proof_of_patch *proof,
		    const char *name, GError **error);
