/*
 * The folder that a rebase leaves, and what it takes to go on with it:
 *
 *   DIR/series, DIR/PATCH...   the new series, usable with quilt
 *   DIR/rejects/PATCH.rej      of each conflict, the hunks that found no place
 *   DIR/conflict/FILE          the first conflict's files, with markers: to be
 *                              edited, then --continue
 *   DIR/.kferry/state          trees, series and the user's decisions, in order
 *   DIR/.kferry/N.patch        what was made by hand for decision N
 *
 * It is always written whole and put in place by one rename.
 */
#pragma once

#include "rebase.h"

struct rebase_dir {
	char *dir;
	char *old_tree, *new_tree, *series; /* absolute */
	GPtrArray *decisions;		    /* of struct decision */
};

/*
 * A rebase to be written to @dir, which must be absent, empty or made by a
 * rebase before. Errors: KF_ERROR_INPUT.
 */
struct rebase_dir *rebase_dir_new(const char *dir, const char *old_tree,
				  const char *new_tree, const char *series,
				  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The one that is in @dir. Errors: KF_ERROR_INPUT when there is none. */
struct rebase_dir *rebase_dir_load(const char *dir,
				   GError **error) G_GNUC_WARN_UNUSED_RESULT;

void rebase_dir_free(struct rebase_dir *self);

/* Runs it: from the beginning, with the decisions taken so far. */
struct rebase *rebase_dir_run(const struct rebase_dir *self,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Replaces what is in the folder by what @rebase made. */
gboolean rebase_dir_publish(const struct rebase_dir *self, const struct rebase *rebase,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Takes the edited files of the conflict @step as a decision. Errors:
 * KF_ERROR_NEGATIVE naming FILE:LINE where a marker is left.
 */
gboolean rebase_dir_resolve(struct rebase_dir *self, const struct rebase_step *step,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Decides that @step is left out. */
void rebase_dir_skip(struct rebase_dir *self, const struct rebase_step *step);

/* Forgets the last decision; FALSE when there is none. */
gboolean rebase_dir_undo(struct rebase_dir *self);

/* Removes the folder and all in it. */
gboolean rebase_dir_abort(const struct rebase_dir *self,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct rebase_dir RebaseDir;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RebaseDir, rebase_dir_free)
