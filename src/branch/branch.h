/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A branch: what branches/NAME.conf says of one line of kernels (its format is
 * kferry-branch(5)), together with the mutants found in the directory
 * patches/NAME/mutants/. Plain data, read once; nothing here looks at sources,
 * patches or the cache.
 */
#pragma once

#include <glib.h>

#include "arch/arch.h"

enum source_kind {
	SOURCE_DEBIAN, /* orig tarball of a Debian source package */
	SOURCE_KERNEL_ORG,
	SOURCE_LOCAL, /* a tree or tarball of the user's */
};

/* Where one version's pristine source comes from. Absent keys are NULL or 0. */
struct branch_source {
	char *version; /* as the tree's own Makefile spells it: 6.1.187, 3.5.0 */
	enum source_kind kind;
	char *package;	      /* debian: name of the source package */
	char *suite;	      /* debian: bookworm-security */
	char *debian_version; /* debian: 6.1.187-1 */
	char *file;	      /* the tarball's name */
	char *sha256;	      /* the pin: of that file, lower-case hex */
	guint64 size;	      /* bytes of that file */
	char *url;	      /* kernel.org: instead of the usual address */
	char *sign;	      /* kernel.org: detached signature, URL or path */
	char *keyring; /* file of the keys that may sign; debian: the archive's */
	char *path;    /* local: absolute */
	char *rev;     /* local: the commit of the git repository there, in hex */
};

enum fix_state {
	FIX_AFFECTED,	/* the bug is live, the branch's series has to cure it */
	FIX_FIXED,	/* upstream's fix is in the pristine source */
	FIX_SUPERSEDED, /* the code it touched was replaced by other code */
	FIX_MISSING,	/* reported missing, no cure in the series yet */
};

struct branch_fix {
	char *name;
	char *upstream; /* commit */
	enum fix_state state;
	char *note;
};

/* A CVE that is lived with, see upstream/cve-accept.h. */
struct branch_accept {
	char *id, *reason;
	char *until; /* NULL: for good */
};

/* Failures that do not count for a time, see vm/quarantine.h. */
struct branch_quarantine {
	char *variant; /* or QUARANTINE_ANY */
	char *owner;   /* NAME <ADDRESS> */
	char *until;   /* the last day, YEAR-MONTH-DAY */
	char *reason;
	char **tests; /* it is for failures of these alone; NULL: for the whole variant */
};

#define QUARANTINE_ANY "*"

/* How the header of a patch names the commit that it is of. */
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

/* One kernel to be built and judged. */
struct branch_variant {
	char *name;
	char **series; /* absolute paths of series files, in the order of applying */
	enum variant_expect expect;
	char **splat;  /* globs for titles; one of them has to be seen, if SPLAT */
	char **suites; /* names of suites/NAME; NULL: the branch's */
	char **config; /* names of configs/NAME.config, after the branch's; NULL: none */
	gboolean mutant;
	gboolean by_name; /* is built and run only if it, or all, is asked for */
};

/* One configuration that is packaged; "generic", "lockdep". */
struct branch_flavour {
	char *name; /* the end of uname -r: lower-case letters and digits */
	char *description;
	char **config; /* names of configs/NAME.config, in order of composing */
};

/* What is said of the packages made of the branch's kernels; see kferry-package(1). */
struct branch_package {
	guint release;	     /* from 1 on, counted up by every release of one version */
	gint64 date;	     /* of this release, seconds since 1970 */
	char *maintainer;    /* NAME <ADDRESS> */
	char **series;	     /* as in struct branch_variant */
	GPtrArray *flavours; /* struct branch_flavour * */
};

struct branch {
	char *dir;  /* the project: holds branches/, configs/, patches/; absolute */
	char *name; /* 6.1, or 6.1@arm64 on an architecture that is not its first */
	char *base; /* 6.1: of branches/6.1.conf and patches/6.1/ */
	char *path; /* of the branch file, as errors name it */
	char *description;
	char *version;		 /* the one that is built by default */
	const struct arch *arch; /* that is built and booted */
	GPtrArray *archs;	 /* const struct arch *: all that the file names */
	char **config;	     /* names of configs/NAME.config, in order of composing */
	char *make;	     /* name of configs/NAME.make, or NULL */
	int header;	     /* enum header_form: of patches that are picked */
	GPtrArray *sources;  /* struct branch_source *, in the file's order */
	GPtrArray *fixes;    /* struct branch_fix * */
	GPtrArray *accepted; /* struct branch_accept * */
	GPtrArray *quarantines; /* struct branch_quarantine * */
	GPtrArray *variants;	/* struct branch_variant *: the file's, then mutants */
	char **suites;		/* names of suites/NAME, what guests run; NULL: none */
	char **tests;		/* tests of theirs; NULL: all of them */
	char **may_skip;	/* tests whose SKIP is no failure; NULL: none */
	struct branch_package *package; /* NULL: the branch is not packaged */
};

typedef struct branch Branch;

/*
 * Reads branches/NAME.conf of the project in the directory @dir and its mutants. @name may
 * be NAME@ARCH, for one of its architectures; it is the first of them otherwise. All that is
 * made of a branch is kept by its name, so that architectures are kept apart.
 * The caller frees it. NULL with KF_ERROR_INPUT naming file:line, or the
 * branches that there are if @name is none.
 */
struct branch *branch_load(const char *dir, const char *name, GError **error);

void branch_free(struct branch *branch);

/* Names of all branches of the project, by version; the caller frees (g_strfreev). */
char **branch_list(const char *dir, GError **error);

/* The path of @name in patches/BRANCH/, which all architectures of @branch share: "series" is
 * its own series, NULL the directory. The caller frees it. */
char *branch_patch_path(const struct branch *branch, const char *name);

/* The names of @branch on its architectures: "6.1", "6.1@arm64"; the caller frees
 * (g_strfreev). */
char **branch_names(const struct branch *branch);

/* @name on the architecture @arch, which may be NULL: NAME@ARCH, unless it says one itself.
 * The caller frees it. */
char *branch_name_on(const char *name, const char *arch);

/* Orders names of branches, given by pointers to them, by version: 3.4 before 3.10. */
gint branch_compare(gconstpointer a, gconstpointer b);

/*
 * The source pinned for @version (NULL: the branch's own), owned by @branch; NULL
 * with KF_ERROR_INPUT, naming those that are known, if there is none.
 */
const struct branch_source *branch_source(const struct branch *branch,
					  const char *version, GError **error);

/* Names of the variants, to be freed: all, or without those that are by_name. */
char **branch_variant_names(const struct branch *branch, gboolean all);

/* A copy that owns all it has, for who looks for another pin like @source. */
struct branch_source *branch_source_copy(const struct branch_source *source);
void branch_source_free(struct branch_source *source);

/*
 * The variant of that name, owned by @branch; NULL with KF_ERROR_INPUT naming
 * those that there are.
 */
const struct branch_variant *branch_variant(const struct branch *branch,
					    const char *name, GError **error);

/*
 * The flavour of that name, owned by @branch; NULL with KF_ERROR_INPUT naming those
 * that there are, or saying that the branch is not packaged.
 */
const struct branch_flavour *branch_flavour(const struct branch *branch,
					    const char *name, GError **error);

/*
 * The file "splat" of a mutant: globs, one per line; # starts a comment. The caller
 * frees them (g_strfreev). NULL with KF_ERROR_INPUT when there is none in it.
 */
char **branch_read_splat(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The words that branch files use. */
const char *source_kind_name(enum source_kind kind);
const char *fix_state_name(enum fix_state state);
const char *variant_expect_name(enum variant_expect expect);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Branch, branch_free)
