/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that a text includes. Code moves to included files, and a patch to the
 * including file must not add it again. The include statements of C, device trees and
 * Kconfig are known.
 */
#pragma once

#include "patch/tree.h"

/* A file that the new text includes. */
struct included {
	char *path;
	GBytes *before; /* in the old tree; NULL: it was not there */
	GBytes *now;	/* in the new one */
};

/*
 * What @theirs, the file @path in @new, includes and @base, the same in @old, does not,
 * and what those files include in turn. Of a device tree, which is one text in many
 * files, all that it includes. An array of struct included; unref it. Files that
 * cannot be read are passed over.
 */
GPtrArray *included_list(struct tree *old, struct tree *new, const char *path,
			 GBytes *base, GBytes *theirs);
