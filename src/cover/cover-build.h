/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making the directory that coverage is drawn from (coverage.h) out of a kernel that
 * was just built: its patches, the sources that they touch, and which code belongs
 * to which line of these. Line numbers are the kernel's own if it was built with
 * CONFIG_DEBUG_INFO; else the objects concerned are compiled again (cover/recompile.h) and
 * accepted only if their code is the kernel's (cover/elf-object.h). What cannot be told of a
 * file is written into the table as refused, and is no error here.
 */
#pragma once

#include <glib.h>

#include "patch/series.h"

/* What is asked for; the caller's. Paths may be relative to the current directory. */
struct cover_build {
	const char *dir; /* to be made; an old one is replaced */
	const char
		*build; /* O= directory, of which the kernel was linked; NULL: none */
	const char *source;  /* the source tree, with all patches applied */
	const char *vmlinux; /* the kernel */
	GPtrArray *series;   /* struct series *, applied in this order */
};

/*
 * Publishes the directory: it is what it was, or complete. Errors: KF_ERROR_INPUT for a
 * kernel, patch or series that cannot be read, and for a kernel without line numbers and
 * @build; KF_ERROR_INVALID, naming the patch, where the patches are not in the source (see
 * cover/coverage-place.h); KF_ERROR_SYSTEM.
 */
gboolean cover_build_make(const struct cover_build *cover_build,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Copies the contents of such a directory @dir into @run_dir/coverage. That there is no @dir
 * is fine: nothing is copied. Errors: KF_ERROR_SYSTEM.
 */
gboolean cover_build_copy(const char *dir, const char *run_dir,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;
