/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Follows code that has moved. Hunks without a place in their file are carried function
 * by function to where the function is now: in the same file; in another file of the
 * directory (6.11 moved the v1 code of mm/memcontrol.c to mm/memcontrol-v1.c); or in a
 * file below the directory, in its parent, or of the same name anywhere. A function is
 * recognized by its name, which must be unique there; the steps of the merge are then
 * tried within it. Since other files may have functions of the same name (foo_probe()),
 * another file is used only if it lacked the function in the old tree, and now has most
 * of its lines.
 */
#pragma once

#include "patch/tree.h"
#include "port/hunk-merge.h"

/* Another file to which hunks were carried. */
struct code_move {
	char *path;
	GBytes *bytes; /* its content with the hunks */
};

void code_move_free(struct code_move *followed);

/* Information about two trees (both borrowed) that is computed once. */
struct code_moves;

/* Reads nothing yet. The caller frees it, before the trees. */
struct code_moves *code_moves_new(struct tree *old, struct tree *new);
void code_moves_free(struct code_moves *moves);

/*
 * Returns the file of the new tree to which @path was renamed: the only file with this
 * name that the old tree lacks and that has at least half of the lines of @before, the
 * old text. NULL if there is none. The caller frees it.
 */
char *code_move_file(struct code_moves *moves, const char *path, GBytes *before);

/*
 * Tries again to place the hunks of @merge that are in conflict, and those that change
 * the same functions. Hunks that are placed in the same file become edits of @merge;
 * other files are added to @elsewhere (of struct code_move). @path is the file in both
 * trees. A file that cannot be read is skipped.
 */
void code_move_hunks(struct hunk_merge *merge, struct code_moves *moves,
		     const char *path, GPtrArray *elsewhere);

typedef struct code_moves CodeMoves;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CodeMoves, code_moves_free)
