/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What patch.c and patch-parse.c share. */
#pragma once

#include "patch/patch.h"

/* A patch without files that is called @name, of @bytes (a reference is kept). Free it. */
struct patch *patch_new(const char *name, GBytes *bytes);
/* A diff of no file yet, for patch->files; to be freed. */
struct patch_file *patch_file_new(void);
void patch_file_free(struct patch_file *file);

typedef struct patch_file PatchFile;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PatchFile, patch_file_free)
