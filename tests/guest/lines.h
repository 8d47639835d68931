/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lines out of a pipe, as they come: a read may end in the middle of one. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct lines {
	char text[4096]; /* of a longer line the beginning is taken */
	size_t used;	 /* bytes of the line that has not ended yet */
};

/*
 * Reads once from @pipe, which blocks if there is nothing, and calls @take with each
 * line that is whole. False at the end, where what is left is taken, or on an error.
 */
bool lines_read(struct lines *lines, int pipe,
		void (*take)(void *data, const char *line), void *data);
