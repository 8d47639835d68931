/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names that the headers of two trees have: what other files of the kernel may use.
 * Those are the headers below include/ and arch/NAME/include/. They are read when they
 * are first asked about, all together.
 */
#pragma once

#include "patch/tree.h"
#include "port/merge.h"

struct header_names;

/* The trees are borrowed. */
struct header_names *header_names_new(struct tree *old, struct tree *new);
void header_names_free(struct header_names *names);

/* Whether the new tree has any such header. */
gboolean header_names_known(struct header_names *names);

/*
 * Whether the identifier @name is in a header of the new tree, comments included. By
 * hash: once in 2^32 it says so of a name that is not there.
 */
gboolean header_names_has(struct header_names *names, struct span name);

/*
 * Whether it is in a header of the old tree, and in none of the new one. Names of less than
 * four letters are in none, for this and for header_names_has().
 */
gboolean header_names_lost(struct header_names *names, struct span name);
