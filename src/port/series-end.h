/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the whole old series makes of the old tree: a change that the new tree has in
 * that form is upstream, with the patches of the series that go on from it.
 */
#pragma once

#include "patch/tree.h"

struct series_end;

/* Of @tree (taken), to which the series was applied as far as it goes. */
struct series_end *series_end_new(struct tree *tree);
void series_end_free(struct series_end *end);

/*
 * The file that the series makes of @path, whose text @before it takes away later: the
 * only one that the series made and that has at least half of the lines. NULL for none.
 * Free with g_free().
 */
char *series_end_renamed(struct series_end *end, const char *path, GBytes *before);

/*
 * What it makes of @path, whose text is @before now, under whatever name. Borrowed;
 * NULL: unknown.
 */
GBytes *series_end_text(struct series_end *end, const char *path, GBytes *before);

/* What @old has come to already, it holds no second copy of: see tree_merge_copies(). */
void series_end_merge_copies(const struct series_end *end, struct tree *old);

typedef struct series_end SeriesEnd;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SeriesEnd, series_end_free)
