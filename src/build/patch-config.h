/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration with which the files that a patch changes are compiled. */
#pragma once

#include <glib.h>

#include "build/kconfig.h"
#include "patch/patch.h"

/*
 * Returns the text of a kconfig fragment: the options that compile the files of @patch
 * (kbuild-file.h) and their dependencies (kconfig-tree.h), without those that @composed
 * already requests. A comment says for each file what it needs, or why nothing was
 * found. @tree is the kernel tree for @patch, @arch its directory in arch/. The caller
 * frees it. KF_ERROR_NEGATIVE if no configuration of @arch compiles any file of @patch,
 * with the reason for the first one.
 */
char *patch_config_make(const struct patch *patch, const char *tree, const char *arch,
			const struct kconfig *composed, GError **error);
