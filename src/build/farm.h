/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compilers of other machines: $KFERRY_COMPILERS is "distcc" or "icecc", which ccache starts
 * for what it does not have (CCACHE_PREFIX). A kernel is to have the same bits wherever it
 * was compiled. Therefore each host of distcc compiles a small file first, and has to
 * return, byte for byte, the object that this machine's compiler makes: that has the full
 * version of the compiler in its .comment. icecc takes the compiler along; there, one
 * object is compared.
 */
#pragma once

#include <glib.h>

struct farm {
	GStrv environ; /* NAME=VALUE, for who runs ccache */
	guint jobs;    /* at once, or 0: not known */
};

typedef struct farm Farm;

/*
 * The farm that the environment asks for, for the program @compiler ("gcc"), after each of
 * its hosts was looked at; one that does not answer is left out, and that is said on stderr.
 * Without such a setting, one with nothing in it. The caller frees it. NULL with
 * KF_ERROR_INPUT if the setting is none, KF_ERROR_SYSTEM if a program is missing or a host
 * has another compiler.
 */
struct farm *farm_new(const char *compiler, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void farm_free(struct farm *farm);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Farm, farm_free)
