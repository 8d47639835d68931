/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exports a series as commits, one per patch, on top of an existing commit or of an
 * unpacked source.
 *
 *	refs/heads/B               the commits
 *	refs/kferry/series/B       a commit after the last of them, whose tree contains
 *	                           the series and its patches unchanged: an import
 *	                           uses them for commits that were not changed
 *	refs/kferry/base/VERSION   an unpacked source, once for each version
 *
 * git-fast-import(1) writes them: one pack, with only the trees that a patch changes.
 * References are updated at the end, so a killed run leaves only unreferenced objects.
 */
#pragma once

#include <glib.h>

#include "upstream/patch-queue.h"

struct git_export {
	const char *dir;     /* a repository; created if nothing is there */
	const char *branch;  /* to write there */
	const char *base;    /* revision; NULL: vVERSION if it exists, else source */
	const char *source;  /* directory of the unpacked source */
	const char *version; /* of the source */
	const char *origin;  /* a line that identifies the source */
	const char *author;  /* for patches without an author: "NAME <MAIL>" */
	guint fuzz;	     /* maximum fuzz of a hunk */
	gboolean force;	     /* overwrite commits of others on the branch */
};

struct git_exported {
	char *base, *tip; /* commits, in hex */
	guint commits;
	gboolean made_base; /* the source was written, too */
};

/*
 * Exports @queue. The committer is the author, with the same time, so the same series
 * gives the same commits. Errors: KF_ERROR_NEGATIVE for a patch that does not apply,
 * KF_ERROR_INPUT for a branch that is checked out or has commits of others,
 * KF_ERROR_SYSTEM.
 */
gboolean git_export(const struct git_export *what, const struct patch_queue *queue,
		    struct git_exported *exported,
		    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Frees the contents of @exported. */
void git_exported_clear(struct git_exported *exported);

#define GIT_SERIES_REFS "refs/kferry/series/"
#define GIT_BASE_REFS	"refs/kferry/base/"
