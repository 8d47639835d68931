/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A branch from its version to another one: what a maintainer does by hand with a dozen
 * commands. Stages, each of which can be done again, and a file that says which are done:
 *
 *	source     both sources are there
 *	rebase     all series files are carried; a conflict needs a person
 *	config     every configuration still gets what it asks for; new symbols
 *	cve        what the step fixes and brings, and what came after the patches
 *	series     the carried series are the branch's, and the branch file has the version
 *	smoke      kferry smoke: builds and variants
 *	packages   kferry packages, if the branch has any
 *
 * State is in $KFERRY_CACHE/bump/BRANCH: "state"; "rebase/NAME/" as of kferry-rebase(1), for a
 * series with a conflict; "carried/", what the series stage puts in place; "message*" and
 * "report". A run that is killed is resumed by the same command: the stages up to cve read
 * the project and write the state, the series stage copies from there.
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
	char *dir; /* of the state; absolute */
	Branch *branch;
	char *from, *to; /* versions */
	gboolean done[BUMP_STAGES];
	char *old_tree, *new_tree; /* NULL before bump_source() */
	gboolean new_pin; /* @to is pinned in @branch and not yet in its file */
};

typedef struct bump Bump;

/*
 * The bump of branch @name of @project (NULL: found upward) to @version. NULL is the one
 * that was begun, or the newest version that the branch file pins. One that it does not pin is
 * looked for where the source of the branch's own version comes from (source_pin_like(), whose
 * errors are returned). KF_ERROR_INPUT for another version than that which was begun, or one
 * that was begun in another project.
 */
struct bump *bump_open(const char *project, const char *name, const char *version,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;
void bump_free(struct bump *bump);

/* The newest version that @branch pins, or its own; of @branch. */
const char *bump_newest(const struct branch *branch);

/* A path in the state directory; free it. */
char *bump_path(const struct bump *bump, const char *name);

/* Whether any stage of it was done before. */
gboolean bump_is_begun(const struct bump *bump);

/* Before the first stage: takes away what an earlier bump left. KF_ERROR_SYSTEM. */
gboolean bump_begin(const struct bump *bump, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Gets both sources, verified as they are pinned. KF_ERROR_SYSTEM. */
gboolean bump_source(struct bump *bump, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds the pin of a version that the branch file did not have to it. KF_ERROR_SYSTEM. */
gboolean bump_write_pin(struct bump *bump, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Takes the section out of the branch file again that bump_write_pin() has added in this bump;
 * one that was edited since stays. KF_ERROR_SYSTEM.
 */
gboolean bump_remove_pin(const struct bump *bump,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the version the branch file's, with release 1 and the date of today. */
gboolean bump_write_version(const struct bump *bump,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Notes, on the disk, that @stage is done; that all are ends the bump. KF_ERROR_SYSTEM. */
gboolean bump_mark(struct bump *bump, enum bump_stage stage,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Bump, bump_free)
