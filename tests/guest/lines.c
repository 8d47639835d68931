/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lines.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static void take_line(struct lines *lines, void (*take)(void *data, const char *line),
		      void *data)
{
	lines->text[lines->used] = '\0';
	lines->used = 0;
	take(data, lines->text);
}

bool lines_read(struct lines *lines, int pipe,
		void (*take)(void *data, const char *line), void *data)
{
	char bytes[4096];
	ssize_t got = read(pipe, bytes, sizeof(bytes));

	if (got < 0 && errno == EINTR)
		return true;
	for (ssize_t i = 0; i < got; i++) {
		if (bytes[i] == '\n')
			take_line(lines, take, data);
		else if (lines->used < sizeof(lines->text) - 1)
			lines->text[lines->used++] = bytes[i];
	}
	if (got <= 0 && lines->used)
		take_line(lines, take, data);
	return got > 0;
}
