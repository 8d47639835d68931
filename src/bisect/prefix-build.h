/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether every prefix of a series compiles, as those who bisect it later need: with the
 * patches up to one and without the rest. Only objects that a patch touches are compiled, by
 * the commands that a build has saved; Kconfig, Makefiles and new files are not looked at.
 */
#pragma once

#include <glib.h>

/* An object that does not compile. */
struct prefix_fault {
	char *patch;  /* the last one that is in */
	char *object; /* mm/memcontrol.o */
	char *complaint;
};

struct prefix_build {
	GPtrArray *faults; /* of struct prefix_fault, in the order of the series */
	GPtrArray *
		skipped; /* of char *, patches that no object of the build is made of */
	guint compiled;	 /* compilations */
};

/*
 * Of the series file @series on the tree @pristine, by the O= directory @build; a worktree is
 * kept below $KFERRY_CACHE/lint. A fault that is there before a patch, too, is not the
 * patch's: it is KF_ERROR_INPUT, for the build is of another source then. KF_ERROR_NEGATIVE
 * for a patch that does not apply, KF_ERROR_SYSTEM.
 */
struct prefix_build *prefix_build_run(const char *series, const char *pristine,
				      const char *build,
				      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void prefix_build_free(struct prefix_build *result);

typedef struct prefix_build PrefixBuild;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PrefixBuild, prefix_build_free)
