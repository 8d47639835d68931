/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quilt's state of a tree, in .pc/, so that kferry and quilt can be used by turns.
 *
 *	.pc/.version          2
 *	.pc/.quilt_patches    directory of the patches, relative to the tree
 *	.pc/.quilt_series     name of the series file in it
 *	.pc/applied-patches   names, in order
 *	.pc/NAME/PATH         PATH before patch NAME; empty if it did not exist
 *	.pc/NAME/.timestamp   time of the push or refresh
 *	.pc/NAME~refresh      NAME was applied by force and must be refreshed
 *
 * The state is read and written through the tree, so it is committed together with the
 * files that it describes. Format: quilt 0.66, scripts/patchfns.
 */
#pragma once

#include <glib.h>

#include "patch/series-apply.h"
#include "patch/series.h"
#include "patch/tree.h"

/* Freed with quilt_free(). */
struct quilt {
	gboolean present;   /* the tree has a .pc directory, or will get one */
	GPtrArray *applied; /* char *: names of patches, bottom first */
};

enum quilt_flags {
	QUILT_BEGIN = 1,  /* create the state if there is none */
	QUILT_FORCED = 2, /* accept a patch that was applied by force */
};

/*
 * Reads the state of @tree. If patches are applied, it must belong to @series. @entries
 * (struct series_entry *) are the selected entries of @series. Errors: KF_ERROR_INPUT
 * for another version of the format, another series, a top patch that must be refreshed
 * first, or applied patches that are not the first of @entries; those of tree_get().
 */
struct quilt *quilt_read(struct tree *tree, const struct series *series,
			 GPtrArray *entries, enum quilt_flags flags,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @quilt may be NULL. */
void quilt_free(struct quilt *quilt);

/*
 * A killed quilt push leaves backups of a patch that is not applied. Restores such
 * files for @entry, and sets *@found if there were any. Errors: those of quilt_files()
 * and tree_put().
 */
gboolean quilt_recover(struct tree *tree, const struct series_entry *entry,
		       gboolean *found, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Marks @name as applied by force or, if @forced is FALSE, as refreshed. Errors: those
 * of tree_put(). */
gboolean quilt_mark_forced(struct tree *tree, const char *name, gboolean forced,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Loads the patch of an applied @entry. "quilt new" creates no file: a missing file is
 * an empty patch. The caller frees it. Errors: as series_load_patch(). */
struct patch *quilt_load_patch(const struct series *series,
			       const struct series_entry *entry,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Sets the time stamp of the applied patch @name to now: its files are as it makes
 * them. Must be called after tree_commit(). A failure is no error, because quilt then
 * compares the files.
 */
void quilt_stamp(const struct tree *tree, const char *name);

/* Records @step, which was applied to @tree: backs up each file that it changed or
 * failed to change, as "patch --backup" does. Errors: those of tree_put(). */
gboolean quilt_push(struct quilt *quilt, struct tree *tree,
		    const struct series_step *step,
		    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Removes the top patch @entry and restores the files from their backups. Refuses if
 * the files are not what the patch makes of the backups with a fuzz of 2 (quilt's own),
 * so that no edit is lost: KF_ERROR_NEGATIVE, naming the file. Other errors: those of
 * quilt_load_patch(), quilt_files() and tree_put().
 */
gboolean quilt_pop(struct quilt *quilt, struct tree *tree, const struct series *series,
		   const struct series_entry *entry,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Returns the files (char *) that the applied patch @name changed, sorted, and stores
 * in *@before what they were (array of struct blob, owned by the tree). Unsorted at the
 * end are files that replaced a directory or were replaced by one: quilt keeps no
 * backup of these. Unref both. Returns NULL with KF_ERROR_SYSTEM if the backups cannot
 * be read, or with an error of tree_get().
 */
GPtrArray *quilt_files(struct tree *tree, const char *name, GArray **before,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Looks up @path as it was before the applied patch @name (owned by the tree). *@found
 * is whether that patch changed it. An empty backup is a file that did not exist.
 * Errors: those of tree_get().
 */
gboolean quilt_backup(struct tree *tree, const char *name, const char *path,
		      struct blob *blob, gboolean *found,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Writes the list of applied patches, spelled as in @series, and the other files of the
 * state if they are missing. Errors: those of tree_put(). */
gboolean quilt_write(const struct quilt *quilt, struct tree *tree,
		     const struct series *series,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct quilt Quilt;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Quilt, quilt_free)
