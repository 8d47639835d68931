/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel modules (NAME.ko) for a guest: the order in which they must be loaded, and
 * their place in its initramfs for init (docs/guest.md).
 */
#pragma once

#include <glib.h>

#include "vm/initramfs.h"

struct module {
	char *path;
	char *name;	   /* spelled as by the kernel: '_' for '-' */
	guint machine;	   /* EM_..., of elf.h */
	GStrv depends;	   /* names of modules that must be loaded before */
	GStrv wants;	   /* names and aliases of modules that should be */
	GStrv aliases;	   /* of its own */
	gboolean visiting; /* used by modules_read() */
};

/*
 * Reads the modules @paths (ended by NULL) into an array of struct module, which the
 * caller unrefs, in an order in which they can be loaded: as given, but after modules
 * on which they depend, according to their .modinfo (kmod's depmod(8)), or that they
 * want (softdep in modprobe.d(5)) unless that is circular. KF_ERROR_INPUT, naming the
 * file, if one is not a module, is given twice, depends on one that is not given, or
 * depends on itself.
 */
GPtrArray *modules_read(const char *const *paths,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns their names; the caller frees them (g_strfreev()). */
GStrv modules_names(const GPtrArray *modules);

/* Adds @modules to @image as /modules/NAME.ko, and their list as /modules/load, which
 * is also written to the file @list. */
gboolean modules_pack(const GPtrArray *modules, const char *list,
		      struct initramfs *image,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;
