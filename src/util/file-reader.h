/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads many small files below a directory, with the checks of util/safe-open. It
 * reuses one buffer, and looks up a directory only once for successive files in it.
 */
#pragma once

#include <glib.h>

#include "util/span.h"

struct file_reader;

/* Reads files below the directory @dir, which must stay open; -1: every file is
 * missing. */
struct file_reader *file_reader_new(int dir);
void file_reader_free(struct file_reader *reader);

/*
 * Whether @path is a regular file that safe_refusal() allows and that can be read
 * without following a symbolic link. Sets *@text to its content, which is valid until
 * the next call.
 */
gboolean file_reader_read(struct file_reader *reader, const char *path,
			  struct span *text);
