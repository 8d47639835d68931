/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A project: a directory with branches/ and patches/. Other files that a branch needs
 * (configs/, debian/, specs/, scripts/, guest/) come from the project if it has them,
 * otherwise from the installation of kferry (util/data-file.h).
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/* Whether the directory @dir is a project. */
gboolean project_is(const char *dir);

/* Returns the project of the current directory: itself or the nearest parent, as ".",
 * ".." or "../..". The caller frees it. NULL with KF_ERROR_INPUT if there is none. */
char *project_find(GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Returns the path of the file or directory @name ("configs/base.config") in @project
 * or, if it is not there, in the installation. @project may be NULL. The caller frees
 * it. NULL with KF_ERROR_INPUT, naming the places that were searched.
 */
char *project_file(const char *project, const char *name,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns the directory in which project_file() finds @name, @project or an
 * installation: for files that belong together. */
char *project_root_of(const char *project, const char *name,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Loads the branch @name of @project, or, if that is NULL, of project_find(). */
struct branch *project_branch(const char *project, const char *name,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for the architecture @arch, which may be NULL: see branch_name_on(). */
struct branch *project_branch_on(const char *project, const char *name,
				 const char *arch, GError **error);
