/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A source tree with edits held in memory.
 *
 * Reading a path loads the file once; writing changes only what the tree
 * remembers of it. Every edit is logged, so that a patch that fails in the
 * middle is undone by going back to a mark, and what each patch changed can be
 * told afterwards. tree_commit() brings all edits to the disk, all or none.
 *
 * Paths are relative to the tree and come from patches: they are checked here
 * (see util/safe-open.h), and by tree_refusal() for places no patch has business in.
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

#include "util/file-reader.h"

struct tree;

/* A file's content, or a symbolic link's target. */
struct blob {
	GBytes *bytes; /* NULL: there is no such file */
	mode_t mode;   /* type and permissions; 0 if there is no such file */
};

/* A path that is not what it was. The blobs are the tree's. */
struct tree_change {
	const char *path;
	struct blob before, after;
};

/*
 * The tree in the directory @dir. It is not read until a path is asked for, and
 * not locked until tree_commit() or tree_lock(). Errors: KF_ERROR_INPUT.
 */
struct tree *tree_open(const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * A tree of nothing but what is put into it; it cannot be committed. As every tree, it is
 * freed with tree_free().
 */
struct tree *tree_new(void);

/*
 * Another tree with the same content at this moment: edits of one do not show
 * in the other. Costs one entry per file read so far; contents are shared. Marks of
 * @tree mean nothing in it, and it does not have the lock.
 */
struct tree *tree_fork(const struct tree *tree);

/* Edits that were not committed are dropped, and the lock is given back. NULL is fine. */
void tree_free(struct tree *tree);

/*
 * Takes what @from, a fork that was made before anything was read, has read since: one
 * copy in memory is enough. @from forgets the disk, as in tree_forget_disk().
 */
void tree_share(struct tree *tree, struct tree *from);

/* The directory as given to tree_open() (NULL: none), and its descriptor (-1); the tree's. */
const char *tree_dir(const struct tree *tree);
int tree_fd(const struct tree *tree);

/*
 * Why a patch may not touch @path (a static string), or NULL when it may:
 * outside of the tree, in a .git directory, or in quilt's or kferry's own state.
 */
const char *tree_refusal(const char *path);

/*
 * What is at @path now. @blob is filled with what belongs to the tree and lives
 * until a rollback to before it was put; later edits do not change it. A path that does
 * not exist is no error. Errors: KF_ERROR_INPUT for an unsafe path or something that is
 * neither a file nor a symbolic link, KF_ERROR_SYSTEM.
 */
gboolean tree_get(struct tree *tree, const char *path, struct blob *blob,
		  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The same for who may be about to make room: where a directory is at @path, or a link on
 * the way there, there is no file, and no error. See tree_obstacle() before the end.
 */
gboolean tree_look(struct tree *tree, const char *path, struct blob *blob,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * For who looks through many files: whether there is a file or symbolic link @path now,
 * and its content (a new reference; NULL: none that can be read). The tree does not
 * remember what was only looked at.
 */
gboolean tree_has(const struct tree *tree, const char *path);
GBytes *tree_peek(const struct tree *tree, const char *path);

/*
 * As tree_peek(), for who looks through so many that their copies cost: whether there is a
 * file, and in *@text its content until the next call. @reader is of the tree's directory,
 * see tree_fd().
 */
gboolean tree_peek_next(const struct tree *tree, struct file_reader *reader,
			const char *path, struct span *text);

/*
 * Why there can be no file @path in the tree as it is now (a static string, to be read
 * after the path), or NULL when there can: a directory that is not empty is there, or a
 * file or symbolic link where one of its directories would be.
 */
const char *tree_obstacle(const struct tree *tree, const char *path);

/*
 * Makes @path hold @bytes (a reference is kept) with @mode. A @mode without a
 * type is a new file's: its permissions are 0666 less the umask. That something is in the
 * way shows in tree_commit() only, since it may yet go. Errors: those of tree_look(), and
 * KF_ERROR_INPUT for more bytes than util/text.h takes.
 */
gboolean tree_put(struct tree *tree, const char *path, GBytes *bytes, mode_t mode,
		  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes @path not exist; that it does not is fine. Errors: those of tree_look(). */
gboolean tree_remove(struct tree *tree, const char *path,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The paths (char *) of all files and links below the directory @path as the tree is now, in
 * no order; unref it. What cannot be read is left out.
 */
GPtrArray *tree_files_below(const struct tree *tree, const char *path);

/*
 * Whether there is a directory @path, on the disk or because a file was put there. One
 * that edits have emptied still counts.
 */
gboolean tree_has_dir(const struct tree *tree, const char *path);

/*
 * The paths (char *) of all files on the disk, in no order; the tree's. Read once, so edits do
 * not show. Directories that cannot be read and names with a dot in front are left out.
 */
const GPtrArray *tree_files(struct tree *tree);

/*
 * A moment to which tree_rollback() goes back; marks made later die with it.
 * tree_edits() tells what was edited between two of them.
 */
guint tree_mark(const struct tree *tree);
void tree_rollback(struct tree *tree, guint mark);

/*
 * Keeps the edits so far for good: what was there before them is let go of, blobs that
 * were handed out too, and all marks die.
 */
void tree_settle(struct tree *tree);

/*
 * For a tree that is not to be committed: lets go of what the disk has where edits since
 * @mark have replaced it. tree_changes() tells only the mode of that from here on.
 */
void tree_forget_disk(struct tree *tree, guint mark);

/*
 * Where an edit since @mark has made a content that @from has at the same path, both
 * hold one copy of it from here on.
 */
void tree_merge_copies(struct tree *tree, guint mark, const struct tree *from);

/*
 * What differs from the disk, or between two marks (@to = tree_mark() for now),
 * as an array of struct tree_change sorted by path; unref it. Edits that undo
 * each other do not show, except that tree_edits() lists every path edited.
 */
GArray *tree_changes(const struct tree *tree);
GArray *tree_edits(const struct tree *tree, guint from, guint to);

/*
 * Takes the lock that tree_commit() needs (see util/transaction.h), and finishes what an
 * interrupted run left. To be called before anything is read by who means to
 * commit. Errors: KF_ERROR_BUSY, KF_ERROR_SYSTEM.
 */
gboolean tree_lock(struct tree *tree, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * As tree_put() of @before, which @target was before it was edited: tree_commit() then
 * may make @path a hard link of the old file, which costs no space.
 */
gboolean tree_keep(struct tree *tree, const char *path, const char *target,
		   const struct blob *before, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Writes all that differs to the disk: all of it or nothing, see util/transaction.h. Files
 * that are equal already are not touched: neither their time nor their hard links change.
 * Not for a tree of tree_new(). Errors: KF_ERROR_INPUT, naming the path, where
 * tree_obstacle() has something; those of tree_lock(); KF_ERROR_SYSTEM.
 */
gboolean tree_commit(struct tree *tree, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether two blobs are the same content of the same kind and mode, or both no file. */
gboolean blob_equal(const struct blob *a, const struct blob *b);

typedef struct tree Tree;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tree, tree_free)
