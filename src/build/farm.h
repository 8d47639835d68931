/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compilers on other machines. $KFERRY_COMPILERS is "distcc" or "icecc", which ccache
 * runs for cache misses (CCACHE_PREFIX). A kernel must not depend on where it was
 * compiled. Therefore each host of distcc first compiles a small file, and must return
 * exactly the object that this machine's compiler creates, which contains the
 * compiler's full version (.comment). icecc transfers the compiler itself; there, one
 * object is compared.
 */
#pragma once

#include <glib.h>

struct farm {
	GStrv environ; /* NAME=VALUE, for the environment of ccache */
	guint jobs;    /* number of parallel jobs; 0: unknown */
};

typedef struct farm Farm;

/*
 * Returns the farm that the environment specifies, for the program @compiler ("gcc"),
 * after checking each of its hosts. Hosts that do not answer are omitted, with a
 * message on stderr. Without the setting, returns an empty farm. The caller frees it.
 * Returns NULL with KF_ERROR_INPUT for an invalid setting, KF_ERROR_SYSTEM if a program
 * is missing or a host has another compiler.
 */
struct farm *farm_new(const char *compiler, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void farm_free(struct farm *farm);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Farm, farm_free)
