/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cache, where kferry stores everything that it makes: $KFERRY_CACHE (default
 * ~/.cache/kferry). These functions do not create directories.
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
 *   jobs/ID/            detached runs, see vm/detached.h
 *   nightly/            logs of the last night, see vm/nightly.h
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
 * Environment of ccache, as an assignment: it hashes the headers that the compiler
 * reports (depend mode) instead of the output of the preprocessor. Without it, a first
 * build takes a third longer, since every file is preprocessed twice.
 */
#define CACHE_CCACHE_MODE "CCACHE_DEPEND=1"

/*
 * The variable that CC of make starts with. In depend mode, ccache does not notice that
 * .incbin of an assembler reads a file, and would return an image with the kernel of
 * another variant of the same size. Therefore files that may have an .incbin do not use
 * ccache. make expands the variable for each target.
 */
#define CACHE_CCACHE                                                                   \
	"KFERRY_CCACHE=$(if $(filter %.S %/configs.c %/kheaders.c,$<),,ccache)"
