/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Builds the variants of a branch, one after another in the same O= directory, so that
 * each only costs what differs. The results are copied, since the next variant
 * overwrites them.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/* Options of the user in addition to the branch file; all may be NULL or 0. */
struct build_options {
	const char *version;   /* instead of the branch's own */
	const char *from;      /* a source of the user, see source_get() */
	const char *config;    /* an additional kconfig fragment */
	const char *workspace; /* name of a separate O= directory, "BRANCH@WORKSPACE" */
	guint jobs;	       /* 0: one per processor */
	gboolean no_coverage;  /* without the data for coverage, which takes time */
	const char *node;      /* node whose own directories are used, see slurm.h */
};

/* A built kernel: files in a directory that later builds do not change. */
struct kernel {
	char *dir;   /* $KFERRY_CACHE/kernel/BRANCH/VARIANT */
	char *image; /* for QEMU */
	char *vmlinux;
	char *config;	     /* .config */
	char *map;	     /* System.map */
	char *log;	     /* output of make */
	char *release;	     /* uname -r */
	gboolean made;	     /* built by this call; else it was up to date */
	double waited, took; /* seconds for the lock of the directory, and after that */
};

typedef struct kernel Kernel;

/*
 * Makes sure that variant @v of branch @b is built from the present branch file,
 * patches, fragments, source and compiler, and returns it; the caller frees it. If
 * nothing changed, this costs a few checksums. Waits for another run that builds the
 * same branch. Errors: those of source_get(), kconfig_make() and worktree_sync(); if
 * compilation fails, KF_ERROR_SYSTEM, with the relevant output on stderr. An old result
 * stays until the new one is complete.
 */
struct kernel *build_variant(const struct branch *b, const struct branch_variant *v,
			     const struct build_options *options, GError **error);

/* The same without building: if build_variant() would build, returns NULL with
 * KF_ERROR_NEGATIVE and the first thing that changed. */
struct kernel *build_find(const struct branch *b, const struct branch_variant *v,
			  const struct build_options *options, GError **error);

/* Returns a SHA256 (hex) of the series and patches from which build_variant() built the
 * kernel in @dir; NULL if unknown. The caller frees it. */
char *build_series_digest(const char *dir);

void kernel_free(struct kernel *kernel);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kernel, kernel_free)
