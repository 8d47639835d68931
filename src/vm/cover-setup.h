/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Having a guest's code watched while it runs: QEMU's TCG loads kferry's plugin,
 * which notes into the map coverage/map of the run directory (covermap.h). Where that
 * cannot be, coverage/why of the run directory says so in a line.
 */
#pragma once

#include <glib.h>

#include "vm/accel.h"

struct cover_setup {
	const struct arch *arch; /* of the guest */
	const char *dir;	 /* the run directory */
	const struct accel *accel;
	const char *qemu;
	const char *vmlinux;  /* tells where code is; NULL where it is not known */
	gboolean modules;     /* there will be some */
	const char *coverage; /* of the build, see coverage.h; NULL: none */
};

/*
 * Prepares the run directory: copies @cover_setup->coverage into it and makes the map, in
 * which the functions that the patches change are watched closely. Puts QEMU's
 * arguments into *@args, to be freed, or NULL if code cannot be watched: KVM, no
 * plugin, a QEMU that does not take it, no vmlinux. FALSE and @error
 * (KF_ERROR_SYSTEM, KF_ERROR_INVALID) only if @cover_setup->coverage cannot be read or the
 * directory not be written.
 */
gboolean cover_setup(const struct cover_setup *cover_setup, GStrv *args,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;
