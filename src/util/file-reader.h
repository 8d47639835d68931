/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads many small files below a directory one after another, as util/safe-open does, but
 * into one buffer, and looks up the directory of the last one only once.
 */
#pragma once

#include <glib.h>

#include "util/span.h"

struct file_reader;

/* Files below the open directory @dir, which has to stay open; -1: there are none. */
struct file_reader *file_reader_new(int dir);
void file_reader_free(struct file_reader *reader);

/*
 * Whether there is a regular file @path, as safe_refusal() allows it, that can be read
 * without following a symbolic link; *@text is its content until the next call.
 */
gboolean file_reader_read(struct file_reader *reader, const char *path,
			  struct span *text);
