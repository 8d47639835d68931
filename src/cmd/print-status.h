/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The status of fixes, for scripts and for people; kferry-status(1) describes both. */
#pragma once

#include <jansson.h>

#include "branch/fix-status.h"

/*
 * The verdicts beside it: per branch, in the order of @status, an array of struct proof,
 * one per variant in the branch's order.
 */
GPtrArray *print_status_proofs(const struct fix_status *status,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* {"branches": [...], "fixes": [...]}; a new reference. */
json_t *print_status_json(const struct fix_status *status, const GPtrArray *proofs);

/* Prints a table of the branches, and one of each fix. */
void print_status_text(const struct fix_status *status, const GPtrArray *proofs);
