/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A series as commits, one a patch, on a commit that is there or on an unpacked source.
 *
 *	refs/heads/B               the commits
 *	refs/kferry/series/B       a commit behind the last of them, whose tree is the
 *	                           series and its patches as they are: what an import goes
 *	                           back to for a commit that nobody has touched
 *	refs/kferry/base/VERSION   an unpacked source, once for each version
 *
 * git-fast-import(1) writes them: one pack, and of trees only those that a patch touches.
 * References move when all is written, so a run that is killed leaves nothing but objects
 * that nothing refers to.
 */
#pragma once

#include <glib.h>

#include "upstream/patch-queue.h"

struct git_export {
	const char *dir;     /* a repository; made if there is nothing */
	const char *branch;  /* to be written there */
	const char *base;    /* revision; NULL: vVERSION if it is there, else source */
	const char *source;  /* directory of the unpacked source */
	const char *version; /* of it */
	const char *origin;  /* a line that differs when the source does */
	const char *author;  /* of patches that name none: "NAME <MAIL>" */
	guint fuzz;	     /* lines of context that a hunk may do without */
	gboolean force;	     /* give up commits that are on the branch */
};

struct git_exported {
	char *base, *tip; /* commits, in hex */
	guint commits;
	gboolean made_base; /* the source was written, too */
};

/*
 * Does it. The committer is the author, at the same time: the same series makes the same
 * commits. Errors: KF_ERROR_NEGATIVE for a patch that does not apply, KF_ERROR_INPUT for
 * a branch that is checked out or has commits of somebody else's, KF_ERROR_SYSTEM.
 */
gboolean git_export(const struct git_export *what, const struct patch_queue *queue,
		    struct git_exported *exported,
		    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Frees what is in @exported. */
void git_exported_clear(struct git_exported *exported);

#define GIT_SERIES_REFS "refs/kferry/series/"
#define GIT_BASE_REFS	"refs/kferry/base/"
