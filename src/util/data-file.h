/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that are installed with kferry: config fragments, templates of packages, the
 * guest's programs, QEMU's plugin, the pipeline's makefile. They are in the first of
 * these directories that exists; the last two are pairs, because compiled files are not
 * shared between architectures:
 *
 *   $KFERRY_DATADIR                    alone, if it is set
 *   PROGRAM.data                       beside the program, in the build directory
 *   ../share/kferry, ../lib/kferry     relative to the program: an installation that was
 *                                      moved or is below a DESTDIR
 *   the directories that make install was given
 */
#pragma once

#include <glib.h>

/* Returns the absolute path of the installed file or directory @name
 * ("configs/base.config"), or NULL if there is none; the caller frees it. */
char *data_file(const char *name);

/*
 * Returns the directory in which data_file() finds @name, or NULL; the caller frees it.
 */
char *data_dir_of(const char *name);

/* Returns the directories that are searched, absolute; the caller frees them
 * (g_strfreev). */
char **data_dirs(void);
