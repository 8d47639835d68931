/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Judging a run directory: reads the evidence (verdict/run.h) and applies the rules
 * (verdict/verdict.h).
 */
#pragma once

#include "verdict/verdict.h"

/* Judges the run directory @dir, and writes verdict.json to it if it is a directory.
 * NULL with KF_ERROR_SYSTEM only if that cannot be written. */
struct verdict *judge_dir(const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;
