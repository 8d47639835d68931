/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs a compiler, or a make that runs compilers, and reports the first error. */
#pragma once

#include <glib.h>

#include "util/subprocess.h"

/* Runs @process, except for its line() and data. If it fails, sets KF_ERROR_INPUT with
 * the first compiler or linker error, as FILE:LINE:COLUMN, or else its last line. */
gboolean compiler_run(const struct subprocess *process, GError **error);
