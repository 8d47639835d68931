/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quilt's own state of a tree, in .pc/, so that the two tools can take turns.
 *
 *	.pc/.version          2
 *	.pc/.quilt_patches    directory of the patches, relative to the tree
 *	.pc/.quilt_series     name of the series file in it
 *	.pc/applied-patches   names, in order
 *	.pc/NAME/PATH         PATH as it was before patch NAME; empty: it was not
 *	.pc/NAME/.timestamp   when
 *	.pc/NAME~refresh      NAME was forced on and has to be refreshed
 *
 * What is read and written here goes through the tree, so it is committed with
 * the files it speaks of, or not at all. Format: quilt 0.66, scripts/patchfns.
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
	QUILT_BEGIN = 1,  /* begin a state where there is none */
	QUILT_FORCED = 2, /* a patch that was forced on is no error */
};

/*
 * Reads the state of @tree, which must belong to @series if it has applied
 * patches. @entries (struct series_entry *) are those of @series that count. Errors:
 * KF_ERROR_INPUT for another version of the format, another series, a top patch that has
 * to be refreshed first, or applied patches that are not the first of @entries; those of
 * tree_get().
 */
struct quilt *quilt_read(struct tree *tree, const struct series *series,
			 GPtrArray *entries, enum quilt_flags flags,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NULL is fine. */
void quilt_free(struct quilt *quilt);

/*
 * A push that quilt was killed in leaves backups of a patch that is not
 * applied. Puts such files back for @entry; TRUE in *@found when there were any. Errors:
 * those of quilt_files() and tree_put().
 */
gboolean quilt_recover(struct tree *tree, const struct series_entry *entry,
		       gboolean *found, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Marks @name as one that was forced on, or (@forced FALSE) was refreshed. Errors: those of
 * tree_put().
 */
gboolean quilt_mark_forced(struct tree *tree, const char *name, gboolean forced,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The patch of an applied @entry. "quilt new" makes no file: one that is not there is
 * an empty patch. The caller frees it. Errors: as series_load_patch().
 */
struct patch *quilt_load_patch(const struct series *series,
			       const struct series_entry *entry,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Says that the files of the applied patch @name are as it makes them: its time stamp is
 * now. To be called after tree_commit(). Where it fails quilt compares the files, so that
 * is no error.
 */
void quilt_stamp(const struct tree *tree, const char *name);

/*
 * Records @step, which was applied to @tree: a backup of each file that it changed or, as
 * patch(1) --backup does, failed in. Errors: those of tree_put().
 */
gboolean quilt_push(struct quilt *quilt, struct tree *tree,
		    const struct series_step *step,
		    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Takes the top patch, @entry, off: what was there before comes back. Only when
 * the files are what the patch makes of that with a fuzz of 2, quilt's own, or a change
 * would get lost: KF_ERROR_NEGATIVE, naming the file. Other errors: those of
 * quilt_load_patch(), quilt_files() and tree_put().
 */
gboolean quilt_pop(struct quilt *quilt, struct tree *tree, const struct series *series,
		   const struct series_entry *entry,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The files (char *) that the applied patch @name changed, sorted, and into @before what
 * they were (array of struct blob, the tree's). Behind them, unsorted, come those that were
 * where now a directory is, and the other way round: quilt keeps no backup of these. Unref
 * both. NULL and KF_ERROR_SYSTEM if the backups cannot be read, or an error of tree_get().
 */
GPtrArray *quilt_files(struct tree *tree, const char *name, GArray **before,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * What @path was before the applied patch @name, the tree's; *@found tells whether that
 * patch changed it. An empty backup is a file that was not there. Errors: those of
 * tree_get().
 */
gboolean quilt_backup(struct tree *tree, const char *name, const char *path,
		      struct blob *blob, gboolean *found,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Writes the list of applied patches, spelled as @series does, and, where missing, the rest.
 * Errors: those of tree_put().
 */
gboolean quilt_write(const struct quilt *quilt, struct tree *tree,
		     const struct series *series,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef struct quilt Quilt;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Quilt, quilt_free)
