/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A source tree with edits in memory.
 *
 * Reading a path loads the file once; writing changes only the copy in memory. Every
 * edit is logged, so that a patch that fails can be rolled back to a mark, and each
 * patch's changes can be listed. tree_commit() writes all edits to disk, all or none.
 *
 * Paths are relative to the tree and come from patches: they are checked here (see
 * util/safe-open.h), and tree_refusal() refuses places that no patch may change.
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

/* A changed path. The blobs belong to the tree. */
struct tree_change {
	const char *path;
	struct blob before, after;
};

/* Opens the tree in the directory @dir. It is read when paths are asked for, and locked
 * by tree_commit() or tree_lock(). Errors: KF_ERROR_INPUT. */
struct tree *tree_open(const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns a tree that contains only what is put into it; it cannot be committed. Free
 * with tree_free(). */
struct tree *tree_new(void);

/*
 * Returns a copy of the tree; edits of one do not show in the other. Costs an entry per
 * file that was read; contents are shared. Marks of @tree are not valid in it, and it
 * does not hold the lock.
 */
struct tree *tree_fork(const struct tree *tree);

/* Drops edits that were not committed, and releases the lock. @tree may be NULL. */
void tree_free(struct tree *tree);

/*
 * Moves to @tree what @from has read; @from was forked from it before anything was
 * read. So there is one copy in memory. @from forgets the disk, as in
 * tree_forget_disk().
 */
void tree_share(struct tree *tree, struct tree *from);

/* Returns the directory as passed to tree_open() (NULL: none) and its descriptor (-1:
 * none); both belong to the tree. */
const char *tree_dir(const struct tree *tree);
int tree_fd(const struct tree *tree);

/*
 * Returns why a patch may not touch @path (a static string), or NULL if it may. Refused
 * are paths outside of the tree, in a .git directory, or in the state of quilt or
 * kferry.
 */
const char *tree_refusal(const char *path);

/*
 * Looks up the present content of @path. @blob belongs to the tree and is valid until a
 * rollback to before it was put; later edits do not change it. A path that does not
 * exist is no error. Errors: KF_ERROR_INPUT for an unsafe path or something that is
 * neither a file nor a symbolic link, KF_ERROR_SYSTEM.
 */
gboolean tree_get(struct tree *tree, const char *path, struct blob *blob,
		  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The same for callers that may remove obstacles: a directory at @path, or a link on
 * the way to it, means that there is no file, and is no error. Call tree_obstacle() at
 * the end.
 */
gboolean tree_look(struct tree *tree, const char *path, struct blob *blob,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * For looking through many files: whether there is a file or symbolic link @path, and
 * its content (a new reference; NULL if it is missing or unreadable). The tree does not
 * keep what it read.
 */
gboolean tree_has(const struct tree *tree, const char *path);
GBytes *tree_peek(const struct tree *tree, const char *path);

/*
 * As tree_peek(), for so many files that copies would be too slow: returns whether
 * there is a file, and sets *@text to its content, which is valid until the next call.
 * @reader must be for the tree's directory, see tree_fd().
 */
gboolean tree_peek_next(const struct tree *tree, struct file_reader *reader,
			const char *path, struct span *text);

/*
 * Returns why there cannot be a file @path in the tree (a static string that follows
 * the path in a message), or NULL if there can. A non-empty directory may be there, or
 * a file or symbolic link in place of one of its directories.
 */
const char *tree_obstacle(const struct tree *tree, const char *path);

/*
 * Sets the content of @path to @bytes (keeps a reference), with @mode. A @mode without
 * a type is for a new file, which gets permissions 0666 less the umask. Obstacles are
 * reported by tree_commit(), because they may be removed before. Errors: those of
 * tree_look(), and KF_ERROR_INPUT for more bytes than util/text.h supports.
 */
gboolean tree_put(struct tree *tree, const char *path, GBytes *bytes, mode_t mode,
		  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Removes @path, which may be missing. Errors: those of tree_look(). */
gboolean tree_remove(struct tree *tree, const char *path,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns the paths (char *) of all files and links below the directory @path,
 * unsorted; unref it. What cannot be read is omitted. */
GPtrArray *tree_files_below(const struct tree *tree, const char *path);

/* Whether there is a directory @path, on disk or because a file was put there. It still
 * counts if edits have emptied it. */
gboolean tree_has_dir(const struct tree *tree, const char *path);

/*
 * Returns the paths (char *) of all files on disk, unsorted; it belongs to the tree.
 * Read once, so edits do not show. Omits directories that cannot be read and names that
 * begin with a dot.
 */
const GPtrArray *tree_files(struct tree *tree);

/* A mark to which tree_rollback() can return, which invalidates later marks.
 * tree_edits() lists the edits between two marks. */
guint tree_mark(const struct tree *tree);
void tree_rollback(struct tree *tree, guint mark);

/* Makes the edits so far permanent: frees what was there before, including blobs that
 * were returned, and invalidates all marks. */
void tree_settle(struct tree *tree);

/* For a tree that is not committed: frees contents of the disk that edits since @mark
 * have replaced. After this, tree_changes() knows only their mode. */
void tree_forget_disk(struct tree *tree, guint mark);

/* If an edit since @mark created a content that @from has at the same path, both trees
 * then share one copy. */
void tree_merge_copies(struct tree *tree, guint mark, const struct tree *from);

/*
 * Returns the differences from the disk, or between two marks (@to = tree_mark() for
 * now), as an array of struct tree_change sorted by path; unref it. Edits that cancel
 * each other are omitted, but tree_edits() lists every path that was edited.
 */
GArray *tree_changes(const struct tree *tree);
GArray *tree_edits(const struct tree *tree, guint from, guint to);

/*
 * Takes the lock that tree_commit() needs (see util/transaction.h), and finishes an
 * interrupted transaction. A caller that wants to commit must call this before it reads
 * anything. Errors: KF_ERROR_BUSY, KF_ERROR_SYSTEM.
 */
gboolean tree_lock(struct tree *tree, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * As tree_put() of @before, the content that @target had before it was edited.
 * tree_commit() may then make @path a hard link of the old file, which needs no space.
 */
gboolean tree_keep(struct tree *tree, const char *path, const char *target,
		   const struct blob *before, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Writes all edits to disk, all or none, see util/transaction.h. Files that are equal
 * are not touched: their timestamps and hard links stay. Not for trees of tree_new().
 * Errors: KF_ERROR_INPUT, naming the path, if tree_obstacle() finds one; those of
 * tree_lock(); KF_ERROR_SYSTEM.
 */
gboolean tree_commit(struct tree *tree, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether two blobs have the same content, type and mode, or are both no file. */
gboolean blob_equal(const struct blob *a, const struct blob *b);

typedef struct tree Tree;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tree, tree_free)
