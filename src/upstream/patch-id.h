/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a change is by its lines alone, wherever they are: git-patch-id(1), --stable. Two
 * patches with the same id make the same change; line numbers and blanks do not count,
 * context does. The rule is that of builtin/patch-id.c of git: of each file the SHA-1 of its
 * head and of the lines of its hunks without any blanks, and the sum of those, so that the
 * files may be in any order. How similar a renamed file is does not count here.
 */
#pragma once

#include "patch/patch.h"
#include "upstream/git-repo.h"

/*
 * The id of @patch, applied with -p@strip: hex digits, to be freed. NULL when it has none: it
 * changes no file, or a binary one.
 */
char *patch_id_of_patch(const struct patch *patch, int strip);

/* The same of the commit @id; NULL of a merge, and of what cannot be read. */
char *patch_id_of_commit(struct git_repo *repo, const char *id);
