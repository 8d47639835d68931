/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running a compiler, or a make of compilers, of which the first error is what people want. */
#pragma once

#include <glib.h>

#include "util/subprocess.h"

/*
 * Runs @process, of which line() and data are not looked at. If it fails, the error is
 * KF_ERROR_INPUT with the first error of a compiler or a linker that it printed, as
 * FILE:LINE:COLUMN, or else with its last line.
 */
gboolean compiler_run(const struct subprocess *process, GError **error);
