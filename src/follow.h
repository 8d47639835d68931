/*
 * Following code that has moved: hunks that have no place in the file where they
 * were are carried function by function, to where that function is now, in the
 * same file or in another one of the folder (6.11 moved the v1 code of
 * mm/memcontrol.c to mm/memcontrol-v1.c). A function is told by its name, which
 * must be there once; inside of it the ladder is climbed again.
 */
#pragma once

#include "ladder.h"
#include "tree.h"

/* Another file that hunks went to. */
struct followed {
	char *path;
	GBytes *bytes; /* with the hunks */
};

void followed_free(struct followed *followed);

/*
 * Tries the hunks of @ladder that are in conflict (and those that change the same
 * functions) again. What is found in the same file becomes an edit of @ladder,
 * other files are added to @elsewhere (of struct followed). @path is the file in
 * @tree. A file that cannot be read is passed over.
 */
void follow_hunks(struct ladder *ladder, struct tree *tree, const char *path,
		  GPtrArray *elsewhere);
