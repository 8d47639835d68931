/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel modules (NAME.ko) for a guest: which have to be loaded before which, and
 * how they get into its initramfs, where its init finds them (docs/guest.md).
 */
#pragma once

#include <glib.h>

#include "vm/initramfs.h"

struct module {
	char *path;
	char *name;	   /* the kernel's: '-' is '_' */
	GStrv depends;	   /* names of the modules that have to be there before */
	GStrv wants;	   /* names and aliases of those that better are */
	GStrv aliases;	   /* of its own */
	gboolean visiting; /* while modules_read() looks at these */
};

/*
 * Reads the modules @paths (ended by NULL) into an array of struct module, to be
 * unreffed, in an order in which they can be loaded: that given, but for what
 * others depend on, as their .modinfo says (kmod's depmod(8)), or want (softdep in
 * modprobe.d(5)) where that does not go round in a circle. KF_ERROR_INPUT, naming the
 * file, if one is no module, is given twice, or depends on one that is
 * not given, or on itself.
 */
GPtrArray *modules_read(const char *const *paths,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Their names, to be freed by g_strfreev(). */
GStrv modules_names(const GPtrArray *modules);

/*
 * Adds @modules to @image as /modules/NAME.ko, and the list of them as
 * /modules/load, which is kept as the file @list.
 */
gboolean modules_pack(const GPtrArray *modules, const char *list,
		      struct initramfs *image,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;
