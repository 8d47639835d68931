/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A branch: the contents of branches/NAME.conf (see kferry-branch(5)) and the mutants
 * in patches/NAME/mutants/. Plain data, read once; nothing here reads sources, patches
 * or the cache.
 */
#pragma once

#include <glib.h>

#include "arch/arch.h"

enum source_kind {
	SOURCE_DEBIAN, /* orig tarball of a Debian source package */
	SOURCE_KERNEL_ORG,
	SOURCE_LOCAL, /* a tree or tarball of the user */
};

/* Where to get the pristine source of a version. Missing keys are NULL or 0. */
struct branch_source {
	char *version; /* as in the tree's Makefile: 6.1.187, 3.5.0 */
	enum source_kind kind;
	char *package;	      /* debian: name of the source package */
	char *suite;	      /* debian: bookworm-security */
	char *debian_version; /* debian: 6.1.187-1 */
	char *file;	      /* name of the tarball */
	char *sha256;	      /* checksum of the tarball, lower-case hex */
	guint64 size;	      /* size of the tarball */
	char *url;	      /* kernel.org: other than the default address */
	char *sign;	      /* kernel.org: detached signature, URL or path */
	char *keyring;	      /* trusted keys; debian: of the archive */
	char *path;	      /* local: absolute */
	char *rev;	      /* local: commit in the git repository there, hex */
};

enum fix_state {
	FIX_AFFECTED,	/* has the bug; the series must fix it */
	FIX_FIXED,	/* the pristine source has upstream's fix */
	FIX_SUPERSEDED, /* the affected code was replaced */
	FIX_MISSING,	/* has the bug; the series does not fix it yet */
};

struct branch_fix {
	char *name;
	char *upstream; /* commit */
	enum fix_state state;
	char *note;
};

/* An accepted CVE, see upstream/cve-accept.h. */
struct branch_accept {
	char *id, *reason;
	char *until; /* a date; NULL: forever */
};

/* Failures that are ignored for a time, see vm/quarantine.h. */
struct branch_quarantine {
	char *variant; /* or QUARANTINE_ANY */
	char *owner;   /* NAME <ADDRESS> */
	char *until;   /* last day, YEAR-MONTH-DAY */
	char *reason;
	char **tests; /* only failures of these tests; NULL: of all */
};

#define QUARANTINE_ANY "*"

/* How the header of a picked patch names its upstream commit. */
enum header_form {
	HEADER_STABLE,		/* "commit ID upstream." */
	HEADER_UPSTREAM_COMMIT, /* "[ Upstream commit ID ]" */
	HEADER_DEP3,		/* Origin: */
	HEADER_SUSE,		/* Git-commit:, Patch-mainline: */
	HEADER_GIT,		/* "(cherry picked from commit ID)" */
};

enum variant_expect {
	EXPECT_CLEAN,
	EXPECT_SPLAT,
};

/* A kernel to build and judge. */
struct branch_variant {
	char *name;
	char **series; /* absolute paths of series files, in order */
	enum variant_expect expect;
	char **splat;  /* EXPECT_SPLAT: globs for titles, one of which must match */
	char **suites; /* names of suites/NAME; NULL: as the branch */
	char **config; /* names of configs/NAME.config, added to the branch's; NULL:
			* none */
	gboolean mutant;
	gboolean by_name; /* used only if it, or "all", is asked for */
};

/* A configuration that is packaged: "generic", "lockdep". */
struct branch_flavour {
	char *name; /* the end of uname -r: lower-case letters and digits */
	char *description;
	char **config; /* names of configs/NAME.config, in order */
};

/* Properties of the branch's packages, see kferry-package(1). */
struct branch_package {
	guint release;	     /* from 1, incremented by each release of a version */
	gint64 date;	     /* of this release, seconds since 1970 */
	char *maintainer;    /* NAME <ADDRESS> */
	char **series;	     /* as in struct branch_variant */
	GPtrArray *flavours; /* struct branch_flavour * */
};

struct branch {
	char *dir;  /* the project, with branches/, configs/, patches/; absolute */
	char *name; /* 6.1, or 6.1@arm64 for other than the first architecture */
	char *base; /* 6.1, as in branches/6.1.conf and patches/6.1/ */
	char *path; /* of the branch file, for messages */
	char *description;
	char *version;		 /* to build by default */
	const struct arch *arch; /* to build and boot */
	GPtrArray *archs;	 /* const struct arch *: all in the branch file */
	char **config;		 /* names of configs/NAME.config, in order */
	char *make;		 /* name of configs/NAME.make, or NULL */
	int header;		 /* enum header_form of picked patches */
	GPtrArray *sources;	 /* struct branch_source *, in order */
	GPtrArray *fixes;	 /* struct branch_fix * */
	GPtrArray *accepted;	 /* struct branch_accept * */
	GPtrArray *quarantines;	 /* struct branch_quarantine * */
	GPtrArray *variants; /* struct branch_variant *: of the file, then mutants */
	char **suites;	     /* names of suites/NAME to run; NULL: none */
	char **tests;	     /* tests of those to run; NULL: all */
	char **may_skip;     /* tests that may be skipped; NULL: none */
	struct branch_package *package; /* NULL: the branch is not packaged */
};

typedef struct branch Branch;

/*
 * Reads branches/NAME.conf of the project @dir, and its mutants. @name may be
 * NAME@ARCH; without @ARCH, the first architecture in the file is used. Results are
 * stored under the name of a branch, so those of different architectures are separate.
 * The caller frees it. Returns NULL with KF_ERROR_INPUT, naming file:line, or the
 * existing branches if there is no such branch.
 */
struct branch *branch_load(const char *dir, const char *name, GError **error);

void branch_free(struct branch *branch);

/* Returns the names of all branches of the project, sorted by version; the caller frees
 * them (g_strfreev). */
char **branch_list(const char *dir, GError **error);

/* Returns the path of @name in patches/BRANCH/, which all architectures of @branch
 * share: "series" is the branch's series, NULL the directory. The caller frees it. */
char *branch_patch_path(const struct branch *branch, const char *name);

/* Returns the names of @branch for all its architectures: "6.1", "6.1@arm64"; the
 * caller frees them (g_strfreev). */
char **branch_names(const struct branch *branch);

/* Returns NAME@ARCH, or @name if @arch is NULL or if it already has an architecture.
 * The caller frees it. */
char *branch_name_on(const char *name, const char *arch);

/* Compares branch names, given by pointers to them, by version: 3.4 before 3.10. */
gint branch_compare(gconstpointer a, gconstpointer b);

/* Returns the source pinned for @version (NULL: the branch's own), owned by @branch; or
 * NULL with KF_ERROR_INPUT, naming the known versions. */
const struct branch_source *branch_source(const struct branch *branch,
					  const char *version, GError **error);

/* Returns the names of the variants: all, or those that are not by_name; the caller
 * frees them. */
char **branch_variant_names(const struct branch *branch, gboolean all);

/* Returns a deep copy of @source, to be changed into another pin. */
struct branch_source *branch_source_copy(const struct branch_source *source);
void branch_source_free(struct branch_source *source);

/* Returns the variant called @name, owned by @branch; or NULL with KF_ERROR_INPUT,
 * naming the existing ones. */
const struct branch_variant *branch_variant(const struct branch *branch,
					    const char *name, GError **error);

/* Returns the flavour called @name, owned by @branch; or NULL with KF_ERROR_INPUT,
 * naming the existing ones, or saying that the branch is not packaged. */
const struct branch_flavour *branch_flavour(const struct branch *branch,
					    const char *name, GError **error);

/* Reads the file "splat" of a mutant: a glob per line; # starts a comment. The caller
 * frees the globs (g_strfreev). Returns NULL with KF_ERROR_INPUT if there are none. */
char **branch_read_splat(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* As spelled in branch files. */
const char *source_kind_name(enum source_kind kind);
const char *fix_state_name(enum fix_state state);
const char *variant_expect_name(enum variant_expect expect);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Branch, branch_free)
