/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which options have a file of the kernel's compiled, read from the tree's Makefiles as
 * Documentation/kbuild/makefiles.rst describes them: obj-$(CONFIG_X) and lib-$(CONFIG_X),
 * composite objects (NAME-y, NAME-objs, NAME-$(CONFIG_X)), blocks of ifdef, ifeq and
 * ifneq, and the lines by which each directory is entered, up to the top of the tree. What
 * make would have to be run for (functions, included files) is not understood.
 */
#pragma once

#include <glib.h>

/* One thing that has to hold. */
struct kbuild_need {
	char *symbol; /* CONFIG_X */
	gboolean on;  /* y or m; else it has to be off */
	char *where;  /* fs/ext4/Makefile:6 */
};

enum kbuild_fate {
	KBUILD_COMPILED, /* if all of its needs hold */
	KBUILD_HEADER,	 /* by whoever includes it */
	KBUILD_FOREIGN,	 /* of another architecture */
	KBUILD_NOT_CODE, /* nothing of it is in a kernel: Documentation, tools, Kconfig */
	KBUILD_UNKNOWN, /* no line that is understood compiles it */
};

struct kbuild_file {
	char *path;
	enum kbuild_fate fate;
	GPtrArray *needs; /* struct kbuild_need *; empty: it always is compiled */
};

typedef struct kbuild_file KbuildFile;

/*
 * What has @path, a file below the kernel tree @tree, compiled for the architecture whose
 * directory in arch/ is @arch ("x86"). Where several lines do, the first that needs least.
 * The caller frees it. NULL with KF_ERROR_SYSTEM if a Makefile cannot be read.
 */
struct kbuild_file *kbuild_file_find(const char *tree, const char *arch,
				     const char *path, GError **error);

void kbuild_file_free(struct kbuild_file *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(KbuildFile, kbuild_file_free)
