/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Following code that has moved: hunks that have no place in the file where they
 * were are carried function by function, to where that function is now: in the
 * same file; in another one of the directory (6.11 moved the v1 code of
 * mm/memcontrol.c to mm/memcontrol-v1.c); or in a file below the directory, in the one
 * above, or of the same name anywhere. A function is told by its name, which must be
 * there once; the steps are tried again within it. Names come again in other
 * files (foo_probe()), so another file is taken only if it did not have that function
 * in the old tree, and if it has most of its lines now.
 */
#pragma once

#include "patch/tree.h"
#include "port/hunk-merge.h"

/* Another file that hunks went to. */
struct code_move {
	char *path;
	GBytes *bytes; /* with the hunks */
};

void code_move_free(struct code_move *followed);

/* What is worked out once for two trees (both borrowed), for all that is followed. */
struct code_moves;

/* Nothing is read yet. The caller frees it, before the trees. */
struct code_moves *code_moves_new(struct tree *old, struct tree *new);
void code_moves_free(struct code_moves *moves);

/*
 * The file of the new tree that @path, which is gone there, has become: the only one of that
 * name which the old one lacks and which has at least half of the lines of @before, its
 * text there. NULL for none. Free with g_free().
 */
char *code_move_file(struct code_moves *moves, const char *path, GBytes *before);

/*
 * Tries the hunks of @merge that are in conflict (and those that change the same
 * functions) again. What is found in the same file becomes an edit of @merge,
 * other files are added to @elsewhere (of struct code_move). @path is the file in
 * both trees. A file that cannot be read is passed over.
 */
void code_move_hunks(struct hunk_merge *merge, struct code_moves *moves,
		     const char *path, GPtrArray *elsewhere);

typedef struct code_moves CodeMoves;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CodeMoves, code_moves_free)
