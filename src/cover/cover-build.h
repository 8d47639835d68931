/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Creates the directory for coverage (coverage.h) of a kernel that was just built: its
 * patches, the sources that they change, and which code belongs to which line of these.
 * Line numbers come from the kernel if it was built with CONFIG_DEBUG_INFO. Otherwise
 * the objects concerned are compiled again (cover/recompile.h), and accepted only if
 * their code equals that of the kernel (cover/elf-object.h). If the lines of a file
 * cannot be determined, the table says so ("refused"), and this is no error.
 */
#pragma once

#include <glib.h>

#include "patch/series.h"

/* The request; all pointers are borrowed. Paths may be relative. */
struct cover_build {
	const char *dir;     /* to create or replace */
	const char *build;   /* O= directory of the kernel; NULL: none */
	const char *source;  /* the source tree with all patches */
	const char *vmlinux; /* the kernel */
	GPtrArray *series;   /* struct series *, in order */
};

/*
 * Creates the directory atomically. Errors: KF_ERROR_INPUT for a kernel, patch or
 * series that cannot be read, and for a kernel without both line numbers and @build;
 * KF_ERROR_INVALID, naming the patch, if the source does not have the patches (see
 * cover/coverage-place.h); KF_ERROR_SYSTEM.
 */
gboolean cover_build_make(const struct cover_build *cover_build,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Copies the contents of the directory @dir to @run_dir/coverage. If @dir does not
 * exist, does nothing. Errors: KF_ERROR_SYSTEM. */
gboolean cover_build_copy(const char *dir, const char *run_dir,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;
