/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was installed with kferry: config fragments, the templates of packages, the guest's
 * programs, QEMU's plugin, the pipeline's makefile. It lies in the first of these that is
 * there, or in both directories of the installation, for what is compiled is not shared
 * between architectures:
 *
 *   $KFERRY_DATADIR                    alone, if it is set
 *   PROGRAM.data                       beside the program: where it was built
 *   ../share/kferry, ../lib/kferry     from the program's directory: an installation that
 *                                      was moved, or lies below a DESTDIR
 *   the directories that make install was told
 */
#pragma once

#include <glib.h>

/*
 * The absolute path of the installed file or directory @name ("configs/base.config"), or
 * NULL if there is none; the caller frees it.
 */
char *data_file(const char *name);

/* The directory that data_file() found @name in; the caller frees it. NULL as there. */
char *data_dir_of(const char *name);

/* The directories that are looked in, absolute; the caller frees them (g_strfreev). */
char **data_dirs(void);
