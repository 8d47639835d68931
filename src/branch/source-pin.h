/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pins for sources that a user names: what goes into a branch file's [source VERSION]. */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/*
 * Each returns a pin, to be freed (branch_source_free). Errors: KF_ERROR_INPUT for what is
 * not there, KF_ERROR_SYSTEM without network or programs.
 */

/*
 * The newest version of Debian's source package linux in a suite, "bookworm" (with its
 * security archive) or "bookworm-backports", whose tarball can be had, which is in the
 * cache then; of "SUITE=VERSION" or "VERSION" that one alone, whether it can be had or not.
 */
struct branch_source *source_pin_debian(const char *what, GError **error);

/* A version of kernel.org, by its signature where the keys are here, else by checksum. */
struct branch_source *source_pin_kernel_org(const char *version, GError **error);

/* A tree, bare repository or tarball at @path. */
struct branch_source *source_pin_local(const char *path, GError **error);

/* The commit that @rev means in the git repository that the directory @dir is or has. */
struct branch_source *source_pin_git(const char *dir, const char *rev, GError **error);

/*
 * A pin for @version from where @like, another pin of the branch, comes from: the suites of
 * Debian, its own first; kernel.org, whose tarball is in the cache then and has its checksum
 * in the pin; of a git repository, its tag v@version. KF_ERROR_INPUT besides for what is
 * pinned by a path, or not that version.
 */
struct branch_source *source_pin_like(const struct branch_source *like,
				      const char *version,
				      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The section [source VERSION] of a branch file for @pin, to be freed. */
char *source_pin_text(const struct branch_source *pin) G_GNUC_WARN_UNUSED_RESULT;
