/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by patch.c and patch-parse.c. */
#pragma once

#include "patch/patch.h"

/* Returns a patch without files, with a reference to @bytes. Free with patch_free(). */
struct patch *patch_new(const char *name, GBytes *bytes);
/* Returns an empty diff for patch->files. */
struct patch_file *patch_file_new(void);
void patch_file_free(struct patch_file *file);

typedef struct patch_file PatchFile;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PatchFile, patch_file_free)
