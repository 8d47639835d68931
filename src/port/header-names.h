/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The names in the headers of two trees that other files of the kernel may include:
 * those below include/ and arch/NAME/include/. All headers are read at the first
 * question.
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

/* Whether a header of the new tree contains the identifier @name, maybe in a comment.
 * Compares hashes, so about one in 2^32 names is found by mistake. */
gboolean header_names_has(struct header_names *names, struct span name);

/* Whether a header of the old tree contains @name, and none of the new tree. Both
 * functions return FALSE for names of less than four letters. */
gboolean header_names_lost(struct header_names *names, struct span name);
