/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prints the state of an unfinished rebase: what is in conflict, with what, and which
 * commands to type.
 */
#pragma once

#include <jansson.h>
#include <stdio.h>

#include "port/rebase-dir.h"

/* Returns how the user names this rebase to kferry: "6.1", or "--out DIR" with @dir as
 * the user typed it. The caller frees it. */
char *rebase_call(const char *branch, const char *dir);

/* Prints the files to edit and the commands to continue after the first conflict of
 * @rebase. */
void print_next_steps(FILE *out, const struct rebase_dir *dir,
		      const struct rebase *rebase, const char *call);

/* Prints the decisions, the conflict, and how the new source (or, if the rebase has a
 * history, which of its commits) changed the lines. KF_ERROR_SYSTEM, KF_ERROR_INPUT. */
gboolean print_rebase_status(const struct rebase_dir *dir, const struct rebase *rebase,
			     const char *call, GError **error);

/* Returns the same for scripts, see kferry-rebase(1); a new reference, or NULL and
 * @error. */
json_t *print_rebase_status_json(const struct rebase_dir *dir,
				 const struct rebase *rebase, GError **error);
