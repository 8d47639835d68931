/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The output directory of a rebase, and everything that is needed to continue it:
 *
 *   DIR/series, DIR/PATCH...   the new series, usable with quilt
 *   DIR/rejects/PATCH.rej      of each conflict, the hunks that found no place
 *   DIR/conflict/FILE          the first conflict's files, with markers: to be
 *                              edited, then --continue
 *   DIR/aside/...              what the user had made and is not in the result
 *   DIR/.kferry/state          trees, series and the user's decisions, in order
 *   DIR/.kferry/N.patch        what was made by hand for decision N
 *   DIR/.kferry/outcome        digests of what came of each patch
 *   DIR/.kferry/written        digests of the files above, as they were written
 *
 * It is always written whole, beside its place as DIR.kferry-new, and put there by one
 * rename; what it replaces or what --abort removes goes as DIR.kferry-old, which
 * the next run removes if it finds it. The digests tell whether the conflict is still
 * the one that was shown, and which files the user has edited: those are never lost.
 */
#pragma once

#include "port/rebase.h"
#include "util/lock.h"

struct rebase_dir {
	char *dir;
	char *old_tree, *new_tree, *series; /* absolute */
	char *git, *range; /* a repository that knows upstream's history; NULL: none */
	struct known_changes *known; /* what it says; the caller's, NULL: none */
	GPtrArray *decisions;	     /* of struct decision */
	char *outcome; /* as it was when the directory was written; NULL: not yet */
	GHashTable *written; /* path to digest */
	GPtrArray
		*undone; /* decisions that are none any more: their patches are kept */
	gboolean taken;	 /* what is below conflict/ has become a decision */
	struct lock *lock;
};

/* What the user must be told about the result. Lists of names. */
struct rebase_notes {
	GPtrArray *recalled;  /* files that are resolved as they were before */
	GPtrArray *kept;      /* what went to DIR/aside, by its path below it */
	gboolean was_skipped; /* the patch in conflict was left out the last time */
};

/* Notes of nothing; the caller frees them. */
struct rebase_notes *rebase_notes_new(void);
void rebase_notes_free(struct rebase_notes *notes);

/*
 * A rebase to be written to @dir, which must be absent, empty or made by a rebase
 * before in which nothing was decided or edited. Errors: KF_ERROR_INPUT,
 * KF_ERROR_BUSY when another process works on it.
 */
struct rebase_dir *rebase_dir_new(const char *dir, const char *old_tree,
				  const char *new_tree, const char *series,
				  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The one that is in @dir. Errors: KF_ERROR_INPUT when there is none, KF_ERROR_BUSY. */
struct rebase_dir *rebase_dir_load(const char *dir,
				   GError **error) G_GNUC_WARN_UNUSED_RESULT;

void rebase_dir_free(struct rebase_dir *rd);

/* Has history decide too: @range, OLD..NEW, of the git repository @git. */
void rebase_dir_set_git(struct rebase_dir *rd, const char *git, const char *range);

/*
 * Runs the rebase from the beginning, with all decisions so far. Errors: KF_ERROR_INPUT
 * if a decision is no longer valid.
 */
struct rebase *rebase_dir_run(const struct rebase_dir *rd,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, but decisions that are no longer valid are undone. */
struct rebase *rebase_dir_retry(struct rebase_dir *rd,
				GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Whether @rebase has the result that is in the directory. Errors: KF_ERROR_INPUT,
 * naming the first patch with another result.
 */
gboolean rebase_dir_check(const struct rebase_dir *rd, const struct rebase *rebase,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Replaces the contents of the directory by the result of @rebase, and fills @notes.
 */
gboolean rebase_dir_publish(struct rebase_dir *rd, const struct rebase *rebase,
			    struct rebase_notes *notes,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Takes the edited files of the first conflict of @rebase as a decision; @drop and @add
 * as in resolution.h, which also says what the errors are.
 */
gboolean rebase_dir_resolve(struct rebase_dir *rd, const struct rebase *rebase,
			    char **drop, char **add,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Decides that @step is left out; @follows: by the same command as the one before. */
void rebase_dir_skip(struct rebase_dir *rd, const struct rebase_step *step,
		     gboolean follows);

/* Undoes what the last command decided; FALSE when there is nothing. */
gboolean rebase_dir_undo(struct rebase_dir *rd);

/*
 * Forgets what is remembered of the conflicts in @rebase about which a decision was
 * undone: the user wants to see them as they are.
 */
void rebase_dir_forget(const struct rebase_dir *rd, const struct rebase *rebase);

/*
 * Removes the directory @dir and all in it, or what an --abort that was killed left of it.
 * Errors: KF_ERROR_INPUT when there is neither, or files that no rebase made.
 */
gboolean rebase_dir_abort(const char *dir, GError **error);

typedef struct rebase_dir RebaseDir;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RebaseDir, rebase_dir_free)
typedef struct rebase_notes RebaseNotes;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RebaseNotes, rebase_notes_free)
