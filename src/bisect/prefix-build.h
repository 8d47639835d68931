/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether every prefix of a series compiles, as a later bisection requires: with the
 * patches up to one, and without the rest. Only objects that a patch changes are
 * compiled, by the commands that a build saved; Kconfig, Makefiles and new files are
 * ignored.
 */
#pragma once

#include <glib.h>

/* An object that does not compile. */
struct prefix_fault {
	char *patch;  /* last one that is applied */
	char *object; /* mm/memcontrol.o */
	char *complaint;
};

struct prefix_build {
	GPtrArray *faults;  /* of struct prefix_fault, in order */
	GPtrArray *skipped; /* of char *: patches that change no object of the build */
	guint compiled;	    /* number of compilations */
};

/*
 * Compiles the prefixes of the series file @series on the tree @pristine, with the O=
 * directory @build; a worktree is kept in $KFERRY_CACHE/lint. A fault that already
 * exists before a patch is KF_ERROR_INPUT: the build is of another source.
 * KF_ERROR_NEGATIVE for a patch that does not apply, KF_ERROR_SYSTEM.
 */
struct prefix_build *prefix_build_run(const char *series, const char *pristine,
				      const char *build,
				      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void prefix_build_free(struct prefix_build *result);

typedef struct prefix_build PrefixBuild;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PrefixBuild, prefix_build_free)
