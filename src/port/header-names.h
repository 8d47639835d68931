/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names that the headers of a tree have: what other files of the kernel may use.
 * Those are the headers below include/ and arch/NAME/include/, as on the disk; they are
 * read when they are first asked about.
 */
#pragma once

#include "patch/tree.h"
#include "port/merge.h"

struct header_names;

/* @tree is borrowed. */
struct header_names *header_names_new(struct tree *tree);
void header_names_free(struct header_names *names);

/* Whether the tree has any such header. */
gboolean header_names_known(struct header_names *names);

/*
 * Whether the identifier @name is in one of them, comments included. By hash: once in
 * 2^32 it says so of a name that is not there.
 */
gboolean header_names_has(struct header_names *names, struct span name);
