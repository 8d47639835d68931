/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A project: a directory with branches/ and patches/. Other files that a branch needs
 * (configs/, debian/, specs/, scripts/, guest/) are taken from the project if it has
 * them, otherwise from the installation of kferry (util/data-file.h).
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/* Whether the directory @dir is a project. */
gboolean project_is(const char *dir);

/*
 * The project that the current directory is in: itself or the nearest above, as ".", ".."
 * or "../..". The caller frees it. NULL with KF_ERROR_INPUT if there is none.
 */
char *project_find(GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The path of the file or directory @name ("configs/base.config") of the project in the
 * directory @project, or else of the installed one. @project may be NULL: the installed one
 * alone. The caller frees it. NULL with KF_ERROR_INPUT, naming where it was looked for.
 */
char *project_file(const char *project, const char *name,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The directory that @name was found below, @project or one of an installation: for files
 * that belong together. Otherwise as project_file().
 */
char *project_root_of(const char *project, const char *name,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * branch_load() of the project in the directory @project, or, if that is NULL, of the one
 * that project_find() finds.
 */
struct branch *project_branch(const char *project, const char *name,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same on the architecture @arch, which may be NULL: see branch_name_on(). */
struct branch *project_branch_on(const char *project, const char *name,
				 const char *arch, GError **error);
