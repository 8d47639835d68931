/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judging a run directory: reads the evidence (verdict/run.h) and applies the rules
 * (verdict/verdict.h).
 */
#pragma once

#include "verdict/verdict.h"

/*
 * Judges the run directory @dir, and publishes verdict.json in it where it is a
 * directory at all. NULL and @error (KF_ERROR_SYSTEM) only if that cannot be written.
 */
struct verdict *judge_dir(const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
