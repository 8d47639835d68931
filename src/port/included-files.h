/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that a text includes. When code moves to an included file, a patch must not add
 * it again to the including one. The include statements of C, device trees and Kconfig
 * are recognized.
 */
#pragma once

#include "patch/tree.h"

/* A file that the new text includes. */
struct included {
	char *path;
	GBytes *before; /* in the old tree; NULL: no such file */
	GBytes *now;	/* in the new tree */
};

/*
 * Returns the files that @theirs (@path in @new) includes, but @base (@path in @old)
 * does not, and the files that those include in turn. For a device tree, which is one
 * text in many files, returns all included files. An array of struct included; unref
 * it. Files that cannot be read are omitted.
 */
GPtrArray *included_list(struct tree *old, struct tree *new, const char *path,
			 GBytes *base, GBytes *theirs);
