/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The output directory of a rebase, with everything that is needed to continue it:
 *
 *	DIR/series, DIR/PATCH...    the new series, usable with quilt
 *	DIR/rejects/PATCH.rej       for each conflict, the hunks without a place
 *	DIR/conflict/FILE           files of the first conflict, with markers: to be
 *	                            edited before --continue
 *	DIR/aside/...               files of the user that are not in the result
 *	DIR/.kferry/state           trees, series and the user's decisions, in order
 *	DIR/.kferry/N.patch         the user's patch for decision N
 *	DIR/.kferry/outcome         digests of the outcome of each patch
 *	DIR/.kferry/written         digests of the files above, as they were written
 *
 * It is always written as a whole, as DIR.kferry-new, and then renamed. What this
 * replaces, or --abort removes, is renamed to DIR.kferry-old, which the next run
 * removes if it still exists. The digests show whether the conflict is still the one
 * that was shown, and which files the user has edited: those are never lost.
 */
#pragma once

#include "port/rebase.h"
#include "util/lock.h"

struct rebase_dir {
	char *dir;
	char *old_tree, *new_tree, *series; /* absolute */
	char **guards;	   /* symbols that are set for the series; or NULL */
	char *git, *range; /* a repository with upstream's history; NULL: none */
	struct known_changes *known; /* its data; owned by the caller; NULL: none */
	GPtrArray *decisions;	     /* of struct decision */
	char *outcome;		     /* when the directory was written; NULL: never */
	GHashTable *written;	     /* path to digest */
	GPtrArray *undone; /* decisions that were undone: their patches are kept */
	gboolean taken;	   /* the files in conflict/ have become a decision */
	struct lock *lock;
};

/* What to tell the user about the result. Lists of names. */
struct rebase_notes {
	GPtrArray *recalled;  /* files with a remembered resolution */
	GPtrArray *kept;      /* files moved to DIR/aside, relative to it */
	gboolean was_skipped; /* the patch in conflict was skipped last time */
};

/* Returns empty notes; the caller frees them. */
struct rebase_notes *rebase_notes_new(void);
void rebase_notes_free(struct rebase_notes *notes);

/*
 * Begins a rebase to @dir, which must be missing, empty, or from an earlier rebase in
 * which nothing was decided or edited. Errors: KF_ERROR_INPUT; KF_ERROR_BUSY if another
 * process uses it.
 */
struct rebase_dir *rebase_dir_new(const char *dir, const char *old_tree,
				  const char *new_tree, const char *series,
				  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Loads the rebase in @dir. Errors: KF_ERROR_INPUT if there is none, KF_ERROR_BUSY. */
struct rebase_dir *rebase_dir_load(const char *dir,
				   GError **error) G_GNUC_WARN_UNUSED_RESULT;

void rebase_dir_free(struct rebase_dir *rd);

/* Sets these symbols for the guards of the series. */
void rebase_dir_set_guards(struct rebase_dir *rd, char **symbols);

/* Uses the history in @range, OLD..NEW, of the git repository @git. */
void rebase_dir_set_git(struct rebase_dir *rd, const char *git, const char *range);

/* Runs the whole rebase with all decisions so far. Errors: KF_ERROR_INPUT if a decision
 * is no longer valid. */
struct rebase *rebase_dir_run(const struct rebase_dir *rd,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, but undoes decisions that are no longer valid. */
struct rebase *rebase_dir_retry(struct rebase_dir *rd,
				GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the result of @rebase equals that in the directory. Errors: KF_ERROR_INPUT,
 * naming the first patch with another result. */
gboolean rebase_dir_check(const struct rebase_dir *rd, const struct rebase *rebase,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Replaces the contents of the directory by the result of @rebase, and fills @notes. */
gboolean rebase_dir_publish(struct rebase_dir *rd, const struct rebase *rebase,
			    struct rebase_notes *notes,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Turns the edited files of the first conflict of @rebase into a decision. @drop and
 * @add and errors: as in resolution.h. */
gboolean rebase_dir_resolve(struct rebase_dir *rd, const struct rebase *rebase,
			    char **drop, char **add,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Decides to skip the patch of @step; @follows: by the same command as the previous
 * decision. */
void rebase_dir_skip(struct rebase_dir *rd, const struct rebase_step *step,
		     gboolean follows);

/* Undoes the decisions of the last command; FALSE if there are none. */
gboolean rebase_dir_undo(struct rebase_dir *rd);

/* Forgets the remembered resolutions of those conflicts in @rebase for which a decision
 * was undone, so that the user sees them with their markers. */
void rebase_dir_forget(const struct rebase_dir *rd, const struct rebase *rebase);

/*
 * Removes the directory @dir with its contents, or what a killed --abort left of it.
 * Errors: KF_ERROR_INPUT if there is neither, or if it has files that are not from a
 * rebase.
 */
gboolean rebase_dir_abort(const char *dir, GError **error);

typedef struct rebase_dir RebaseDir;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RebaseDir, rebase_dir_free)
typedef struct rebase_notes RebaseNotes;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RebaseNotes, rebase_notes_free)
