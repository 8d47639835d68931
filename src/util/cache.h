/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where things lie that kferry makes: $KFERRY_CACHE, by default
 * ~/.cache/kferry. Nothing here creates a directory.
 *
 *   archive/            tarballs, named by what they are
 *   apt/SUITE/          private apt roots
 *   src/VERSION/        pristine trees, read-only, shared
 *   tree/BRANCH/        a clone of one with a variant's series applied
 *   build/BRANCH/       the O= directory of the branch
 *   kernel/BRANCH/VARIANT/  what a build of the variant left
 *   run/BRANCH/VARIANT/ run directories
 *   lock/NAME           locks, see lock.h
 *   history.sqlite      the history of results, see history.h
 *   ccache/             the compiler's cache
 */
#pragma once

#include <glib.h>

/*
 * The absolute path of the elements, ended by NULL, under the cache's root.
 * With no element: the root itself. The caller frees it.
 */
char *cache_path(const char *element, ...) G_GNUC_NULL_TERMINATED;

/*
 * How ccache is used, as an assignment of its environment: it looks at the headers that
 * the compiler says it read, not at what the preprocessor makes of them. A first build
 * is a third longer without, for every file goes through the preprocessor twice then.
 */
#define CACHE_CCACHE_MODE "CCACHE_DEPEND=1"

/*
 * The variable that make's CC begins with. ccache does not see in that mode that an
 * assembler's .incbin reads a file, and would give an image with another variant's
 * kernel of the same size in it: what may have one goes by. make expands this anew for
 * each target.
 */
#define CACHE_CCACHE                                                                   \
	"KFERRY_CCACHE=$(if $(filter %.S %/configs.c %/kheaders.c,$<),,ccache)"
