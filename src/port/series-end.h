/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The result of the whole old series on the old tree. A change that the new tree has in
 * this form is upstream, together with the later patches of the series that modify it.
 */
#pragma once

#include "patch/tree.h"

struct series_end;

/* Takes ownership of @tree, to which the series was applied as far as possible. */
struct series_end *series_end_new(struct tree *tree);
void series_end_free(struct series_end *end);

/*
 * Returns the file to which the series moves @path, whose text @before it removes
 * later: the only file that the series creates with at least half of those lines. NULL
 * if there is none. The caller frees it.
 */
char *series_end_renamed(struct series_end *end, const char *path, GBytes *before);

/* Returns the final content of @path, whose present content is @before, under any name.
 * Borrowed; NULL: unknown. */
GBytes *series_end_text(struct series_end *end, const char *path, GBytes *before);

/* Shares the contents that @old already has with it, see tree_merge_copies(). */
void series_end_merge_copies(const struct series_end *end, struct tree *old);

typedef struct series_end SeriesEnd;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SeriesEnd, series_end_free)
