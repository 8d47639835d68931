/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pristine kernel sources: fetched from where the branch file says, verified, and
 * unpacked once in the cache as src/VERSION, where they are shared and never written.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/* A pristine tree in the cache. */
struct pristine {
	char *version; /* of its Makefile */
	char *dir;     /* absolute */
	char *tarball; /* from which it was unpacked; NULL: a tree of the user */
	/* A line that identifies the contents: the checksum of the tarball, or a digest
	 * of a local tree's file names, sizes and times. */
	char *identity;
	char *note;	/* for verdicts: what it is, if it is not the pinned source; or
			 * NULL */
	gboolean made;	/* this call created it */
	gboolean given; /* from the user, by @from now or earlier; not the pinned one */
};

typedef struct pristine Pristine;

/* A request; all fields may be NULL or FALSE. */
struct source_request {
	const char *version; /* NULL: the branch's own */
	/* A tree, bare git repository or tarball of the user, to be used instead of the
	 * pinned source. It is stored separately as src/VERSION-local-HASH. */
	const char *from;
	gboolean exact; /* no other version is acceptable */
	gboolean again; /* ask the archives again, even if that recently failed */
};

/*
 * Makes sure that the pristine tree is in the cache and returns it; the caller frees
 * it. If the pinned tarball is unavailable (source-fetch.h), the version is taken from
 * kernel.org, verified by its signature; or else from what was last given for it by
 * @from; or else, if it is the branch's own version and need not be exact, the nearest
 * available version is used. This is reported on stderr each time, is in @note, and is
 * remembered until "again" is set. Waits for another run that handles the same tree. On
 * failure, the cache gets nothing new but a verified tarball. Errors: KF_ERROR_INPUT if
 * a pin, checksum or version does not match; KF_ERROR_SYSTEM for network, disk,
 * programs.
 */
struct pristine *source_obtain(const struct branch *b,
			       const struct source_request *request, GError **error);

/* source_obtain() with only these two set. */
struct pristine *source_get(const struct branch *b, const char *version,
			    const char *from, GError **error);

/*
 * Writes to the directory @dir (created if necessary) the two files that tell another
 * cache, in its src/, that @b is built from @tree, which is there under its name:
 * VERSION.instead and NAME.origin. The origin is then not checked there.
 */
gboolean source_record(const struct branch *b, const struct pristine *tree,
		       const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* source_obtain() with "exact" set. */
struct pristine *source_get_exact(const struct branch *b, const char *version,
				  GError **error);

/*
 * Returns the unpacked tree of the branch's own version, pinned or its replacement; the
 * caller frees it. NULL if there is none. Fetches and checks nothing: the identity is
 * unknown.
 */
struct pristine *source_at_hand(const struct branch *b);

/*
 * Returns in words how the source of @b has changed since something was built from
 * @version and @identity, or NULL if it has not; the caller frees it. A replacement
 * version counts as unchanged as long as it is unpacked. For a source pinned by
 * checksum only the version is compared; a source of the user is scanned as it is now.
 */
char *source_changed(const struct branch *b, const char *version, const char *identity);

/*
 * Compares the unpacked tree of @version file by file with its tarball, and the tarball
 * with its pin. source_get() must have created the tree. KF_ERROR_NEGATIVE names the
 * first difference. A local tree has no tarball: KF_ERROR_INPUT.
 */
gboolean source_verify(const struct branch *b, const char *version, GError **error);

/* What the cache has of a pinned source. */
enum source_state {
	SOURCE_ABSENT,
	SOURCE_FETCHED,	 /* the tarball is in the cache */
	SOURCE_UNPACKED, /* and unpacked */
};

enum source_state source_state(const struct branch_source *pin);
const char *source_state_name(enum source_state state);

/* Returns the directory for the tree of a pinned source, which may not exist; the
 * caller frees it. */
char *source_path(const struct branch_source *pin);

void pristine_free(struct pristine *pristine);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pristine, pristine_free)
