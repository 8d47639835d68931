/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packages of a branch's kernels: what they are called, and the one step that builds
 * and lays out the kernel that DEB and RPM packages are made of.
 *
 *   stage/BRANCH/FLAVOUR     laid out by scripts/stage-kernel, which see
 *   package/BRANCH/config/FLAVOUR  the complete .config
 *   package/BRANCH/kbuild/   variables for make, and the files that they refer to
 *   package/BRANCH/deb, rpm  finished packages
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"
#include "branch/source.h"
#include "build/changelog.h"
#include "util/template.h"

/* What the user may ask for beside the branch file; all may be NULL or 0. */
struct package_options {
	const char *arch;     /* of the branch; NULL: its first */
	const char *from;     /* a source of the user, see source_get() */
	const char *out;      /* where the packages go: a directory, new or empty */
	char **flavours;      /* names; NULL: all */
	guint release;	      /* another than the branch file's */
	guint jobs;	      /* compilers at once; 0: one per processor */
	gboolean fast;	      /* quickly compressed, no debug information */
	gboolean binary_only; /* no source package */
	const char *sign_key, *sign_cert; /* of modules; both or none */
	const char *sign_image;		  /* command for the image */
};

/* Packages that are being made. */
struct package {
	const struct branch *b;
	const struct package_options *options;
	struct pristine *source;
	GPtrArray *series;   /* struct series * */
	GPtrArray *flavours; /* const struct branch_flavour *, the branch's */
	char *abi;	     /* kferry1: between version and flavour in uname -r */
	char *dir;	     /* $KFERRY_CACHE/package/BRANCH */
	char *script;	     /* the stage-kernel that is used */
	char *stage;	     /* $KFERRY_CACHE/stage/BRANCH */
	template_words *words;
};

typedef struct package Package;

/*
 * Gets the source and reads what is packaged; the caller frees it, and @b and
 * @options have to live until then. Errors: those of source_get(), series_load();
 * KF_ERROR_INPUT for a branch without [package], a flavour that it does not have, a key
 * that cannot be read, or an options->out that holds something.
 */
struct package *package_new(const struct branch *b,
			    const struct package_options *options, GError **error);

void package_free(struct package *package);

/* uname -r of a flavour: VERSION-ABI-FLAVOUR; the caller frees it. */
char *package_release(const struct package *package,
		      const struct branch_flavour *flavour);

/*
 * Writes config/ and kbuild/, builds each flavour and lays it out. Nothing is done for
 * a flavour whose source, series, configuration and options are what they were.
 * Errors: those of kconfig_make(), worktree_sync(), build_progress_run().
 */
gboolean package_stage(struct package *package, GError **error);

/*
 * Copies the patches and their series file into the directory @dir, as one quilt series
 * under the patches' own names.
 */
gboolean package_copy_patches(const struct package *package, const char *dir,
			      GError **error);

/* Copies the .config of each flavour as DIR/@prefixFLAVOUR. */
gboolean package_copy_configs(const struct package *package, const char *dir,
			      const char *prefix, GError **error);

/*
 * The change log of this release, by @print, for packages of that name and version; the
 * caller frees it. Errors: those of changelog_deb().
 */
char *package_changelog(const struct package *package, const char *name,
			const char *version,
			char *(*print)(const struct changelog *, GError **),
			GError **error);

/*
 * Puts the pristine source as the tarball @to; one of the user's own tree is made of
 * it, always the same bytes for the same files. Without a source package there is only
 * COPYING in that, which is all that binary packages take of it.
 */
gboolean package_tarball(const struct package *package, const char *to, GError **error);

/* Where the packages of the kind @name ("deb") go: options->out, else dir/@name; the
 * caller frees it. */
char *package_place(const struct package *package, const char *name);

/* The directory that they are made in, which is beside it; the caller frees it. */
char *package_part(const struct package *package, const char *name);

/* Publishes the directory package_part() as package_place(). */
gboolean package_publish(const struct package *package, const char *name,
			 GError **error);

/* Makes the packages, from what package_stage() has laid out. */
gboolean package_deb(struct package *package, GError **error);
gboolean package_rpm(struct package *package, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Package, package_free)
