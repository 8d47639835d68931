/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads lines from a pipe; a read may end in the middle of a line. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct lines {
	char text[4096]; /* longer lines are truncated */
	size_t used;	 /* bytes of an incomplete line */
};

/* Reads once from @pipe, which blocks if it is empty, and calls @take for each complete
 * line. Returns false at the end, where it passes the rest to @take, or on an error. */
bool lines_read(struct lines *lines, int pipe,
		void (*take)(void *data, const char *line), void *data);
