/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Moves a branch to another version, which a maintainer would do with a dozen commands.
 * It consists of stages that can be repeated, and a file that lists the finished ones:
 *
 *	source     both sources are in the cache
 *	rebase     all series files are carried; conflicts need a person
 *	config     the new source grants all requests; new symbols
 *	cve        CVEs that the bump fixes and brings, follow-ups to the patches
 *	series     copies the carried series and the version to the branch
 *	smoke      kferry smoke: builds and variants
 *	packages   kferry packages, if the branch has any
 *
 * The state is in $KFERRY_CACHE/bump/BRANCH: "state"; "rebase/NAME/" as of
 * kferry-rebase(1), for a series with a conflict; "carried/", the source of the series
 * stage; "message*" and "report". A killed run is resumed by the same command: the
 * stages up to cve only read the project and write the state, and the series stage
 * copies from there.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

enum bump_stage {
	BUMP_SOURCE,
	BUMP_REBASE,
	BUMP_CONFIG,
	BUMP_CVE,
	BUMP_SERIES,
	BUMP_SMOKE,
	BUMP_PACKAGES,
};
#define BUMP_STAGES (BUMP_PACKAGES + 1)

/* "source", "rebase", ... */
const char *bump_stage_name(enum bump_stage stage);

struct bump {
	char *dir; /* of the state, absolute */
	Branch *branch;
	char *from, *to; /* versions */
	char **guards;	 /* symbols that are set for the guards of series; or NULL */
	gboolean done[BUMP_STAGES];
	char *old_tree, *new_tree; /* NULL before bump_source() */
	gboolean new_pin; /* @to is pinned in @branch, but not yet in its file */
};

typedef struct bump Bump;

/*
 * Opens the bump of branch @name of @project (NULL: search upwards) to @version. NULL
 * means the bump in progress, or the newest version that the branch file pins. A
 * version that is not pinned is searched where the source of the branch's own version
 * is from (source_pin_like(), whose errors are returned). KF_ERROR_INPUT if a bump to
 * another version, or of another project, is in progress.
 */
struct bump *bump_open(const char *project, const char *name, const char *version,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void bump_free(struct bump *bump);

/* Sets @symbols for the guards of the series; NULL leaves those of the bump in progress.
 * KF_ERROR_INPUT if that has others. */
gboolean bump_set_guards(struct bump *bump, char **symbols,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns the newest version that @branch pins, or its own; it belongs to @branch. */
const char *bump_newest(const struct branch *branch);

/* Returns a path in the state directory; the caller frees it. */
char *bump_path(const struct bump *bump, const char *name);

/* Whether any stage has been finished. */
gboolean bump_is_begun(const struct bump *bump);

/* To be called before the first stage: removes the state of an earlier bump.
 * KF_ERROR_SYSTEM. */
gboolean bump_begin(const struct bump *bump, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Fetches and verifies both sources. KF_ERROR_SYSTEM. */
gboolean bump_source(struct bump *bump, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds the pin of a new version to the branch file. KF_ERROR_SYSTEM. */
gboolean bump_write_pin(struct bump *bump, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Removes the section that bump_write_pin() added in this bump, unless it was edited
 * since. KF_ERROR_SYSTEM. */
gboolean bump_remove_pin(const struct bump *bump,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sets the version in the branch file, with release 1 and today's date. */
gboolean bump_write_version(const struct bump *bump,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Records on disk that @stage is finished; if all are, the bump ends. KF_ERROR_SYSTEM.
 */
gboolean bump_mark(struct bump *bump, enum bump_stage stage,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bump, bump_free)
