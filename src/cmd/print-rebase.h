/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints the results of carrying patches, for scripts and for people. */
#pragma once

#include <jansson.h>

#include "port/rebase-dir.h"

/*
 * Returns {"patch", "name", "status", "hunks": [{"file", "hunk", "step", "line",
 * "reason", "proposals"}], "written", "seen": {"upstream", "hunks", "probably"}}, see
 * kferry-rebase(1); a new reference. @written is the file with the carried patch; NULL:
 * none.
 */
json_t *print_carry_json(const char *name, const struct carry *carry,
			 const char *written);

/* Returns {"patches": [...], "counts": {"exact": N, ...}, "recalled", "aside",
 * "skipped-before"}; a new reference. */
json_t *print_rebase_json(const struct rebase *rebase,
			  const struct rebase_notes *notes);

/* Prints the hunks that have a reason, a need or a hint. */
void print_hunks_text(const struct carry *carry);

/* Prints a patch with the hunks that were not carried exactly. */
void print_carry_text(const char *name, const struct carry *carry);

/* Prints the number of patches with each outcome, in one line. */
void print_rebase_counts(const struct rebase *rebase);

/* Prints the patches that were not carried unchanged, and a summary. */
void print_rebase_text(const struct rebase *rebase);
