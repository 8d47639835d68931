/*
 * Changing many files of a tree at once: all of them or none.
 *
 * New contents are first written to files of a folder in the tree,
 * .kferry-journal/, so that a full disk shows before anything is changed. Then
 * the list of what is to be done is written there and renamed to "list": that
 * is the moment of commit. From there on every step is a rename or an unlink
 * that can be repeated: whoever finds a list finishes it, whoever finds the
 * folder without one removes it. Files come into place by rename, so a hard
 * link to the old content keeps it.
 *
 * SIGKILL and a full disk are survived at any point; a power cut only as far as
 * the file system keeps the order of renames and data.
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

#define JOURNAL_DIR ".kferry-journal"

struct journal;

/*
 * Locks the tree @dir, which the caller keeps open until journal_free(), and
 * finishes or rolls back what an earlier run left. @name is for messages.
 * Errors: KF_ERROR_BUSY when another process holds the lock, KF_ERROR_SYSTEM.
 */
struct journal *journal_open(int dir, const char *name,
			     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Unlocks; what was added and not committed is forgotten. */
void journal_free(struct journal *journal);

/*
 * Adds: the file @path, with @mode (type and permissions; a symbolic link's
 * content is its target), is to have @bytes.
 */
gboolean journal_put(struct journal *journal, const char *path, GBytes *bytes,
		     mode_t mode, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds: @path is to be another name of the file that now is at @target. */
gboolean journal_link(struct journal *journal, const char *path, const char *target,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds: @path is to go, and folders that are empty then with it. */
void journal_remove(struct journal *journal, const char *path);

/*
 * Makes it so. Removals come first, in the order they were added, then the
 * rest. FALSE: nothing was changed, or (the message says so) the next
 * journal_open() finishes it.
 */
gboolean journal_commit(struct journal *journal,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct journal Journal;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Journal, journal_free)
