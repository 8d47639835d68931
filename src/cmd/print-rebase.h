/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What carrying patches did, for scripts and for people. */
#pragma once

#include <jansson.h>

#include "port/rebase-dir.h"

/*
 * {"patch", "name", "status", "hunks": [{"file", "hunk", "step", "line",
 * "reason", "proposals"}], "written", "seen": {"upstream", "hunks", "probably"}};
 * kferry-rebase(1) describes it. @written is the file that holds it now, NULL for none.
 * A new reference.
 */
json_t *print_carry_json(const char *name, const struct carry *carry,
			 const char *written);

/*
 * {"patches": [...], "counts": {"exact": N, ...}, "recalled", "aside",
 * "skipped-before"}. A new reference.
 */
json_t *print_rebase_json(const struct rebase *rebase,
			  const struct rebase_notes *notes);

/* Prints the hunks of which there is something to say. */
void print_hunks_text(const struct carry *carry);

/* Prints a patch with the hunks that did not simply go to their place. */
void print_carry_text(const char *name, const struct carry *carry);

/* Prints how many patches there are of each outcome, in one line. */
void print_rebase_counts(const struct rebase *rebase);

/* Prints the patches that were not carried as they are, and a line that sums up. */
void print_rebase_text(const struct rebase *rebase);
