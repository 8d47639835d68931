/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changes many files of a tree at once: all or none.
 *
 * New contents are first written to files in a directory of the tree, so a full disk is
 * noticed before anything changes. Then the list of steps is written there: this is the
 * commit. From then on, every step is a rename that can be repeated and taken back.
 * Whoever finds the list of a killed run finishes it or, if that is impossible, rolls
 * it back. Files are replaced by rename, so a hard link to the old file keeps the old
 * content.
 *
 * This survives SIGKILL and a full disk at any point, but a power cut only if the file
 * system keeps renames and data in order. A list that this user did not begin in this
 * place is refused: see util/transaction.c.
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

#define TRANSACTION_DIR ".kferry-journal"

struct transaction;

/*
 * Locks the tree @dir, which the caller keeps open until transaction_free(), and
 * finishes or rolls back an interrupted transaction. @name is for messages. Errors:
 * KF_ERROR_BUSY if another process holds the lock, KF_ERROR_INPUT for a journal that
 * this user did not begin here, KF_ERROR_SYSTEM.
 */
struct transaction *transaction_open(int dir, const char *name,
				     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Unlocks the tree; drops changes that were not committed. */
void transaction_free(struct transaction *journal);

/*
 * Adds a change: the file @path gets the content @bytes and @mode (type and
 * permissions; the content of a symbolic link is its target). It may replace an empty
 * directory.
 */
gboolean transaction_put(struct transaction *journal, const char *path, GBytes *bytes,
			 mode_t mode, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds a change: @path becomes a hard link of the file that is now at @target. */
gboolean transaction_link(struct transaction *journal, const char *path,
			  const char *target, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds a change: removes @path, and directories that this empties. */
void transaction_remove(struct transaction *journal, const char *path);

/*
 * Makes the changes: first the removals, in the order in which they were added, then
 * the others. On failure (KF_ERROR_SYSTEM) nothing is changed, or the message says that
 * the rollback failed, too, and the next transaction_open() tries again.
 */
gboolean transaction_commit(struct transaction *journal,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct transaction Transaction;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Transaction, transaction_free)
