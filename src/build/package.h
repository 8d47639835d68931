/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packages of a branch's kernels: their names, and the common step that builds and lays
 * out a kernel for DEB and RPM packages.
 *
 *   stage/BRANCH/FLAVOUR           files, laid out by scripts/stage-kernel
 *   package/BRANCH/config/FLAVOUR  the complete .config
 *   package/BRANCH/arch            the architecture, for the script
 *   package/BRANCH/kbuild/         variables for make, and the files that they name
 *   package/BRANCH/deb, rpm        finished packages
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"
#include "branch/source.h"
#include "build/changelog.h"
#include "util/template.h"

/* Options of the user in addition to the branch file; all may be NULL or 0. */
struct package_options {
	const char *arch;     /* of the branch; NULL: the first */
	const char *from;     /* a source of the user, see source_get() */
	const char *out;      /* directory for the packages, new or empty */
	char **flavours;      /* names; NULL: all */
	guint release;	      /* instead of that in the branch file */
	guint jobs;	      /* parallel compile jobs; 0: one per processor */
	gboolean fast;	      /* fast compression, no debug information */
	gboolean binary_only; /* no source package */
	const char *sign_key, *sign_cert; /* for modules; both or none */
	const char *sign_image;		  /* command that signs the image */
};

/* Packages in the making. */
struct package {
	const struct branch *b;
	const struct package_options *options;
	struct pristine *source;
	GPtrArray *series;   /* struct series * */
	GPtrArray *flavours; /* const struct branch_flavour *, owned by the branch */
	char *abi;	     /* kferry1: between version and flavour in uname -r */
	char *dir;	     /* $KFERRY_CACHE/package/BRANCH */
	char *script;	     /* path of the stage-kernel script */
	char *stage;	     /* $KFERRY_CACHE/stage/BRANCH */
	template_words *words;
};

typedef struct package Package;

/*
 * Fetches the source and loads what is to be packaged; the caller frees it. @b and
 * @options are borrowed. Errors: those of source_get(), series_load(); KF_ERROR_INPUT
 * for a branch without [package], an unknown flavour, a key that cannot be read, or a
 * non-empty options->out.
 */
struct package *package_new(const struct branch *b,
			    const struct package_options *options, GError **error);

void package_free(struct package *package);

/* Returns the path of package/BRANCH/arch; the caller frees it. */
char *package_arch_file(const struct package *package);

/* Returns the uname -r of a flavour: VERSION-ABI-FLAVOUR; the caller frees it. */
char *package_release(const struct package *package,
		      const struct branch_flavour *flavour);

/*
 * Writes arch, config/ and kbuild/, and builds and lays out each flavour, unless its
 * source, series, configuration and options are unchanged. Errors: those of
 * kconfig_make(), worktree_sync(), build_progress_run().
 */
gboolean package_stage(struct package *package, GError **error);

/* Copies the patches and their series file to the directory @dir, as one quilt series
 * with the patches' own names. */
gboolean package_copy_patches(const struct package *package, const char *dir,
			      GError **error);

/* Copies the .config of each flavour to DIR/@prefixFLAVOUR. */
gboolean package_copy_configs(const struct package *package, const char *dir,
			      const char *prefix, GError **error);

/* Returns the changelog of this release in the format of @print, for packages of that
 * name and version; the caller frees it. Errors: those of changelog_deb(). */
char *package_changelog(const struct package *package, const char *name,
			const char *version,
			char *(*print)(const struct changelog *, GError **),
			GError **error);

/*
 * Writes the pristine source as the tarball @to. A tarball of the user's own tree is
 * created reproducibly. Without a source package it only contains COPYING, which is all
 * that binary packages need from it.
 */
gboolean package_tarball(const struct package *package, const char *to, GError **error);

/* Returns the directory for packages of the kind @name ("deb"): options->out, else
 * dir/@name; the caller frees it. */
char *package_place(const struct package *package, const char *name);

/* Returns the directory beside it in which they are made; the caller frees it. */
char *package_part(const struct package *package, const char *name);

/* Renames package_part() to package_place(). */
gboolean package_publish(const struct package *package, const char *name,
			 GError **error);

/* Make the packages from the result of package_stage(). */
gboolean package_deb(struct package *package, GError **error);
gboolean package_rpm(struct package *package, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Package, package_free)
