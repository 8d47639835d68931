/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that a text includes: code moves there, and a patch that adds to the one would
 * add again what the other has. Read are the ways of C, of device trees and of Kconfig.
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
