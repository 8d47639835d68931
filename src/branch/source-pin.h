/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Creates pins for sources that the user names, for [source VERSION] of a branch file.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/*
 * Each function returns a pin; the caller frees it (branch_source_free). Errors:
 * KF_ERROR_INPUT if the source does not exist, KF_ERROR_SYSTEM without network or
 * programs.
 */

/*
 * For a suite, "bookworm" (with its security archive) or "bookworm-backports": pins the
 * newest version of Debian's source package linux whose tarball is available, and
 * fetches that. For "SUITE=VERSION" or "VERSION": pins that version, even if it is
 * unavailable.
 */
struct branch_source *source_pin_debian(const char *what, GError **error);

/* Pins a version of kernel.org by its signature if the keyring is installed, else by
 * checksum. */
struct branch_source *source_pin_kernel_org(const char *version, GError **error);

/* Pins a tree, bare repository or tarball at @path. */
struct branch_source *source_pin_local(const char *path, GError **error);

/* Pins the commit @rev of the git repository at @dir, see foreign_git_find(). */
struct branch_source *source_pin_git(const char *dir, const char *rev, GError **error);

/*
 * Pins @version from the place of @like, another pin of the branch: the suites of
 * Debian, its own first; kernel.org, fetching the tarball and pinning its checksum; or
 * the tag v@version of a git repository. KF_ERROR_INPUT also if @like is pinned by a
 * path, or if what is found is another version.
 */
struct branch_source *source_pin_like(const struct branch_source *like,
				      const char *version,
				      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Returns the section [source VERSION] of a branch file for @pin; the caller frees it.
 */
char *source_pin_text(const struct branch_source *pin) G_GNUC_WARN_UNUSED_RESULT;
