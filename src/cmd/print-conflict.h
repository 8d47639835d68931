/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A rebase that waits for its user: what is in conflict, with what, and what to type. */
#pragma once

#include <jansson.h>
#include <stdio.h>

#include "port/rebase-dir.h"

/*
 * How the user names this rebase to kferry: "6.1", or "--out DIR" with @dir as the user
 * gave it. Free it.
 */
char *rebase_call(const char *branch, const char *dir);

/* The files to edit and the commands that go on from the first conflict of @rebase. */
void print_next_steps(FILE *out, const struct rebase_dir *dir,
		      const struct rebase *rebase, const char *call);

/*
 * What is decided, what is in conflict, and what the new source (or, if the rebase has a
 * history, which commits of it) did to the lines. KF_ERROR_SYSTEM, KF_ERROR_INPUT.
 */
gboolean print_rebase_status(const struct rebase_dir *dir, const struct rebase *rebase,
			     const char *call, GError **error);

/* The same for scripts, see kferry-rebase(1); a new reference, or NULL and @error. */
json_t *print_rebase_status_json(const struct rebase_dir *dir,
				 const struct rebase *rebase, GError **error);
