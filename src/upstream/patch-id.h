/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Identifies a change by its lines alone, as git-patch-id(1) --stable. Two patches with
 * the same id make the same change; line numbers and blanks do not count, but context
 * does. The algorithm is that of builtin/patch-id.c in git: a SHA-1 for each file, of
 * its head and of the lines of its hunks without blanks, and the sum of these, so the
 * order of files does not matter. The similarity of a renamed file does not count.
 */
#pragma once

#include "patch/patch.h"
#include "upstream/git-repo.h"

/* Returns the id of @patch, applied with -p@strip, in hex; the caller frees it. NULL if
 * it changes no file, or a binary one. */
char *patch_id_of_patch(const struct patch *patch, int strip);

/* The same for the commit @id; NULL for a merge, and for what cannot be read. */
char *patch_id_of_commit(struct git_repo *repo, const char *id);
