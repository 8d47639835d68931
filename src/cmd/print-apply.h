/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints the result of applying a series, for scripts and for people. */
#pragma once

#include <jansson.h>

#include "patch/series-apply.h"

/*
 * Returns {"patches": [{"patch", "name", "status", "hunks": [{"file", "hunk", "line",
 * "offset", "fuzz", "status"}], "reason", "written": [FILE...]}], "applied": N,
 * "failed": N}, see kferry-series(1); a new reference. @written is the tree that was
 * written; NULL: none.
 */
json_t *print_apply_json(GArray *steps, const struct tree *written);

/*
 * Prints the patches that did not apply exactly, with their hunks, and a summary: "168
 * of 168 patches applied, 7 of them with offsets". @total is the number of patches to
 * apply, @verb "applied" or "removed".
 */
void print_apply_text(GArray *steps, guint total, const char *verb);
