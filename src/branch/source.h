/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pristine kernel sources: got from where the branch file says, verified, and
 * unpacked once under the cache as src/VERSION, to be shared and never written.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/* A pristine tree that is in place. */
struct pristine {
	char *version; /* of its Makefile */
	char *dir;     /* absolute */
	char *tarball; /* what it was unpacked from; NULL: a tree of the user's */
	/*
	 * One line that differs whenever the tree's contents do: the tarball's
	 * checksum, or a digest of a local tree's file names, sizes and times.
	 */
	char *identity;
	char *note; /* where it is not as pinned: what it is, for verdicts; or NULL */
	gboolean made;	/* by this call; else it was there and is untouched */
	gboolean given; /* the user's, by @from now or before; not the pinned one */
};

typedef struct pristine Pristine;

/* What is asked for; all may be NULL or FALSE. */
struct source_request {
	const char *version; /* NULL: the branch's own */
	/*
	 * A tree, bare git repository or tarball of the user's to take instead of the
	 * pinned source; it then lies beside the pinned one as src/VERSION-local-HASH.
	 */
	const char *from;
	gboolean exact; /* that version or none */
	gboolean again; /* ask the archives even if they were asked in vain before */
};

/*
 * Makes sure that the pristine tree is in place and returns it, to be freed by the
 * caller. Where the pinned tarball cannot be had (source-fetch.h) the version is taken
 * from kernel.org, by its signature; or from what was given for it the last time; or, if
 * the branch's own version was asked for and need not be exact, the nearest version that
 * can be had is taken in its place. That is said on stderr each time, stands in @note, and
 * is remembered until it is asked for again. Waits for another run that is at the same
 * tree. On failure nothing new is left in the cache but a verified tarball.
 * KF_ERROR_INPUT: a pin, a checksum or a version that is not as said; KF_ERROR_SYSTEM:
 * network, disk, programs.
 */
struct pristine *source_obtain(const struct branch *b,
			       const struct source_request *request, GError **error);

/* source_obtain() of these alone. */
struct pristine *source_get(const struct branch *b, const char *version,
			    const char *from, GError **error);

/*
 * Writes into the directory @dir, which is made if need be, the two files that say in src/ of
 * another cache that @tree, which lies there by its name, is what @b is built from:
 * VERSION.instead and NAME.origin. There, nothing is asked of where it came from.
 */
gboolean source_record(const struct branch *b, const struct pristine *tree,
		       const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, for what is only right of exactly that version. */
struct pristine *source_get_exact(const struct branch *b, const char *version,
				  GError **error);

/*
 * The tree of the branch's own version that is unpacked now, pinned or what is gone on
 * with, to be freed; NULL if there is none. Nothing is fetched, made or looked into: its identity
 * is not known.
 */
struct pristine *source_at_hand(const struct branch *b);

/*
 * What of the source of @b has changed since something was built of its @version and
 * @identity, in words, to be freed; NULL if nothing has. A version that was gone on with is the
 * branch's as long as it is at hand. Of what is pinned by a checksum the version alone is
 * compared; a source of the user's is looked at as it is now.
 */
char *source_changed(const struct branch *b, const char *version, const char *identity);

/*
 * Compares the unpacked tree of @version, made before by source_get(), file by
 * file with its tarball, and that with its pin. KF_ERROR_NEGATIVE names the
 * first difference. A local tree has nothing to be compared with: KF_ERROR_INPUT.
 */
gboolean source_verify(const struct branch *b, const char *version, GError **error);

/* How far a pinned source has come. */
enum source_state {
	SOURCE_ABSENT,
	SOURCE_FETCHED,	 /* the tarball is in the cache */
	SOURCE_UNPACKED, /* the tree is */
};

enum source_state source_state(const struct branch_source *pin);
const char *source_state_name(enum source_state state);

/* Directory of the pristine tree of a pinned source, there or not; caller frees. */
char *source_path(const struct branch_source *pin);

void pristine_free(struct pristine *pristine);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pristine, pristine_free)
