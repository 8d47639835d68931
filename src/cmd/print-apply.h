/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What applying a series did, for scripts and for people. */
#pragma once

#include <jansson.h>

#include "patch/series-apply.h"

/*
 * {"patches": [{"patch", "name", "status", "hunks": [{"file", "hunk", "line",
 * "offset", "fuzz", "status"}], "reason", "written": [FILE...]}], "applied": N,
 * "failed": N}; kferry-series(1) describes it. @written is the tree whose edits
 * were written, NULL when nothing was. A new reference.
 */
json_t *print_apply_json(GArray *steps, const struct tree *written);

/*
 * Prints the patches that did not simply apply, with their hunks, and a line
 * that sums up: "168 of 168 patches applied, 7 of them with offsets". @total is
 * the number of patches that were to be done, @verb "applied" or "removed".
 */
void print_apply_text(GArray *steps, guint total, const char *verb);
