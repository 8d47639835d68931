/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The configuration that a patch needs: without it what it changes is not compiled. */
#pragma once

#include <glib.h>

#include "build/kconfig.h"
#include "patch/patch.h"

/*
 * The text of a kconfig fragment: the options that have the files of @patch compiled
 * (kbuild-file.h) and what these depend on (kconfig-tree.h), without those that
 * @composed asks for already. A comment tells for each file what it needs, or why nothing
 * was found. @tree is the kernel tree that @patch applies to, @arch its directory in
 * arch/. The caller frees it. KF_ERROR_NEGATIVE if no configuration of @arch compiles any
 * file of @patch, with the reason of the first.
 */
char *patch_config_make(const struct patch *patch, const char *tree, const char *arch,
			const struct kconfig *composed, GError **error);
