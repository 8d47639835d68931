/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changing many files of a tree at once: all of them or none.
 *
 * New contents are first written to files of a directory in the tree, so that a full
 * disk shows before anything is changed. Then the list of what is to be done is put
 * there: that is the moment of commit. From there on every step is a rename that can
 * be repeated and taken back: whoever finds a list of a killed run finishes it, or
 * takes it back where that cannot be. Files come into place by rename, so a hard link
 * to the old content keeps it.
 *
 * SIGKILL and a full disk are survived at any point; a power cut only as far as
 * the file system keeps the order of renames and data. A list that this user has not
 * begun in this very place is refused, whoever put it there: see util/transaction.c.
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

#define TRANSACTION_DIR ".kferry-journal"

struct transaction;

/*
 * Locks the tree @dir, which the caller keeps open until transaction_free(), and
 * finishes or takes back what an earlier run left. @name is for messages.
 * Errors: KF_ERROR_BUSY when another process holds the lock, KF_ERROR_INPUT for a
 * journal that was not begun here by this user, KF_ERROR_SYSTEM.
 */
struct transaction *transaction_open(int dir, const char *name,
				     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Unlocks; what was added and not committed is forgotten. */
void transaction_free(struct transaction *journal);

/*
 * Adds: the file @path, with @mode (type and permissions; a symbolic link's
 * content is its target), is to have @bytes. An empty directory there gives way.
 */
gboolean transaction_put(struct transaction *journal, const char *path, GBytes *bytes,
			 mode_t mode, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds: @path is to be another name of the file that now is at @target. */
gboolean transaction_link(struct transaction *journal, const char *path,
			  const char *target, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds: @path is to go, and directories that are empty then with it. */
void transaction_remove(struct transaction *journal, const char *path);

/*
 * Makes it so. Removals come first, in the order they were added, then the
 * rest. FALSE (KF_ERROR_SYSTEM): nothing is changed, or (the message says so) it
 * could not be taken back either, and the next transaction_open() tries again.
 */
gboolean transaction_commit(struct transaction *journal,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct transaction Transaction;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Transaction, transaction_free)
