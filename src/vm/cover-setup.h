/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records which code of a guest runs: QEMU's TCG loads kferry's plugin, which writes to
 * the map coverage/map in the run directory (covermap.h). If that is impossible,
 * coverage/why has the reason in one line.
 */
#pragma once

#include <glib.h>

#include "vm/accel.h"

struct cover_setup {
	const struct arch *arch; /* of the guest */
	const char *dir;	 /* the run directory */
	const struct accel *accel;
	const char *qemu;
	const char *vmlinux;  /* has the addresses of code; NULL: unknown */
	gboolean modules;     /* the guest will load modules */
	const char *coverage; /* directory of the build, see coverage.h; NULL: none */
};

/*
 * Prepares the run directory: copies @cover_setup->coverage to it and creates the map,
 * in which functions that the patches change are watched in every phase. Sets *@args to
 * arguments for QEMU (the caller frees them), or to NULL if code cannot be watched:
 * KVM, no plugin, a QEMU that does not accept it, no vmlinux. FALSE and @error
 * (KF_ERROR_SYSTEM, KF_ERROR_INVALID) only if @cover_setup->coverage cannot be read or
 * the directory cannot be written.
 */
gboolean cover_setup(const struct cover_setup *cover_setup, GStrv *args,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;
