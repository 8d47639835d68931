/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints the status of fixes, for scripts and for people; see kferry-status(1). */
#pragma once

#include <jansson.h>

#include "branch/fix-status.h"

/* Returns the verdicts: for each branch, in the order of @status, an array of struct
 * proof, one per variant in the order of the branch. */
GPtrArray *print_status_proofs(const struct fix_status *status,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* {"branches": [...], "fixes": [...]}; a new reference. */
json_t *print_status_json(const struct fix_status *status, const GPtrArray *proofs);

/* Prints a table of branches, and a table for each fix. */
void print_status_text(const struct fix_status *status, const GPtrArray *proofs);
