/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which options a file of the kernel needs to be compiled, according to the tree's
 * Makefiles (Documentation/kbuild/makefiles.rst): obj-$(CONFIG_X) and lib-$(CONFIG_X),
 * composite objects (NAME-y, NAME-objs, NAME-$(CONFIG_X)), ifdef, ifeq and ifneq, and
 * the lines for each directory up to the top. Functions and included files, which would
 * need make, are not supported.
 */
#pragma once

#include <glib.h>

/* A condition. */
struct kbuild_need {
	char *symbol; /* CONFIG_X */
	gboolean on;  /* must be y or m; else must be off */
	char *where;  /* fs/ext4/Makefile:6 */
};

enum kbuild_fate {
	KBUILD_COMPILED, /* if all needs are met */
	KBUILD_HEADER,	 /* with any file that includes it */
	KBUILD_FOREIGN,	 /* belongs to another architecture */
	KBUILD_NOT_CODE, /* never part of a kernel: Documentation, tools, Kconfig */
	KBUILD_UNKNOWN,	 /* no line was found that compiles it */
};

struct kbuild_file {
	char *path;
	enum kbuild_fate fate;
	GPtrArray *needs; /* struct kbuild_need *; empty: always compiled */
};

typedef struct kbuild_file KbuildFile;

/*
 * Returns what @path, a file below the kernel tree @tree, needs to be compiled for the
 * architecture with the directory @arch in arch/ ("x86"). If several lines compile it,
 * the first one with the fewest needs is used. The caller frees it. NULL with
 * KF_ERROR_SYSTEM if a Makefile cannot be read.
 */
struct kbuild_file *kbuild_file_find(const char *tree, const char *arch,
				     const char *path, GError **error);

void kbuild_file_free(struct kbuild_file *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(KbuildFile, kbuild_file_free)
