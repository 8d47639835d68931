/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cache, where kferry stores everything that it makes: $KFERRY_CACHE (default
 * ~/.cache/kferry). docs/map.md lists its directories.
 */
#pragma once

#include <glib.h>

/* Returns the absolute path of the elements, ended by NULL, below the cache's root;
 * without elements, the root itself. Creates nothing. The caller frees it. */
char *cache_path(const char *element, ...) G_GNUC_NULL_TERMINATED;

/*
 * The environment of ccache, as an assignment. In depend mode ccache hashes the headers
 * that the compiler reports instead of the preprocessor's output. Without it, a first
 * build takes a third longer, because every file is preprocessed twice.
 */
#define CACHE_CCACHE_MODE "CCACHE_DEPEND=1"

/*
 * The variable that CC of make starts with. In depend mode, ccache does not see files
 * that .incbin of the assembler reads, and would return an image that contains the
 * kernel of another variant of the same size. Therefore files that may have an .incbin
 * do not use ccache. make expands the variable for each target.
 */
#define CACHE_CCACHE                                                                   \
	"KFERRY_CCACHE=$(if $(filter %.S %/configs.c %/kheaders.c,$<),,ccache)"
