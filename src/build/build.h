/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Building the variants of a branch, one after another in one O= directory, so that
 * a variant costs what it changes. What a build leaves is copied out of there,
 * for the next variant is built over it.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/* What the user may ask for beside the branch file; all may be NULL or 0. */
struct build_options {
	const char *version;   /* another than the branch's own */
	const char *from;      /* a tree of the user's, see source_get() */
	const char *config;    /* one more kconfig fragment */
	const char *workspace; /* O= directory of its own, "BRANCH@WORKSPACE" */
	guint jobs;	       /* 0: one per processor */
	const char *node; /* that has directories of its own to build in, see slurm.h */
};

/* A built kernel: files in a directory of its own that no later build changes. */
struct kernel {
	char *dir;   /* $KFERRY_CACHE/kernel/BRANCH/VARIANT */
	char *image; /* that QEMU boots */
	char *vmlinux;
	char *config;	     /* .config */
	char *map;	     /* System.map */
	char *log;	     /* what make printed */
	char *release;	     /* uname -r of it */
	gboolean made;	     /* by this call; else it was up to date */
	double waited, took; /* seconds for the lock of the directory, and after it */
};

typedef struct kernel Kernel;

/*
 * Makes sure that variant @v of branch @b is built from what branch file,
 * patches, fragments, source and compiler are now, and returns it, to be freed by
 * the caller. A variant for which none of that has changed costs a few checksums.
 * Waits for another run that builds the same branch. Errors: those of
 * source_get(), kconfig_make() and worktree_sync(); a failed compilation is
 * KF_ERROR_SYSTEM, its lines are shown on stderr. What was built before stays
 * until a new build is complete.
 */
struct kernel *build_variant(const struct branch *b, const struct branch_variant *v,
			     const struct build_options *options, GError **error);

/*
 * The same, but nothing is built: where build_variant() would, NULL and KF_ERROR_NEGATIVE with
 * the first thing that changed.
 */
struct kernel *build_find(const struct branch *b, const struct branch_variant *v,
			  const struct build_options *options, GError **error);

/*
 * The SHA256 in hex of what @dir, where build_variant() left a kernel, says of the series
 * and the patches in it; NULL where that is not known. The caller frees it.
 */
char *build_series_digest(const char *dir);

void kernel_free(struct kernel *kernel);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kernel, kernel_free)
