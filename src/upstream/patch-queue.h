/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A series with its patches in memory, to import it from git, mail or a distribution's
 * packaging, and to export it.
 *
 *	lead    # Arch bug fixes\n          lines before a patch: comments, blanks
 *	line    bugfix/foo.patch -p0\n      its own line, with guards and options
 *	bytes   From: ...                   its file, compressed if the name says so
 *
 * The leads, the lines and the tail are the series file, byte for byte.
 */
#pragma once

#include <glib.h>

#include "patch/patch.h"
#include "patch/series.h"
#include "patch/tree.h"

struct queue_patch {
	char *lead;	   /* whole lines, or "" */
	char *line;	   /* includes the newline */
	char *name;	   /* relative to the directory of the series */
	int strip;	   /* -pN */
	gboolean reverse;  /* -R */
	gboolean selected; /* according to its guards */
	GBytes *bytes;	   /* as stored in the file */
};

struct patch_queue {
	char *name;	    /* for messages */
	GPtrArray *patches; /* of struct queue_patch, in the order of the series */
	char *tail;	    /* lines after the last patch, or "" */
	GBytes *cover;	    /* the file "cover-letter" beside the series, or NULL */
};

/* Returns an empty queue. */
struct patch_queue *patch_queue_new(const char *name);
void patch_queue_free(struct patch_queue *queue);

/* Returns a patch with -p1; keeps a reference to @bytes. A @lead of NULL is "". */
struct queue_patch *queue_patch_new(const char *name, GBytes *bytes, const char *lead);
struct queue_patch *queue_patch_copy(const struct queue_patch *patch);
void queue_patch_free(struct queue_patch *patch);

/*
 * Creates a queue from @series. @read returns the bytes of a patch (a new reference),
 * or NULL and sets @error. A patch that guards leave out may be missing, and then has
 * no bytes.
 */
typedef GBytes *patch_queue_reader(const char *name, gpointer data, GError **error);
struct patch_queue *patch_queue_from_series(const struct series *series,
					    patch_queue_reader *read, gpointer data,
					    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for the series file @path and its directory. Errors: KF_ERROR_INPUT. */
struct patch_queue *patch_queue_load(const char *path,
				     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same, with these symbols set for guards, see series_select(). */
struct patch_queue *patch_queue_load_selected(const char *path,
					      const char *const *symbols,
					      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Writes @queue to the directory @dir: the series file @series ("series") and its
 * patches, all or none. Removes patches that the old series file names and @queue does
 * not; touches nothing else. Sets *@changed (may be NULL) to the number of files that
 * differ. Errors: KF_ERROR_BUSY, KF_ERROR_SYSTEM.
 */
gboolean patch_queue_store(const struct patch_queue *queue, const char *dir,
			   const char *series, guint *changed,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns the text of the series file; the caller frees it. */
char *patch_queue_series(const struct patch_queue *queue);

/* Returns the patch called @name, or NULL. */
struct queue_patch *patch_queue_find(const struct patch_queue *queue, const char *name);

/* Parses @patch; messages name it as in the series of @queue. */
struct patch *patch_queue_parse(const struct patch_queue *queue,
				const struct queue_patch *patch,
				GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Applies @patch, which was parsed from @from, to @tree; a patch without a diff changes
 * nothing. Errors: as series_apply_whole(). */
gboolean queue_patch_apply(const struct queue_patch *from, const struct patch *patch,
			   struct tree *tree, guint fuzz,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Returns a name for a patch with the subject @subject, as git-format-patch(1) but
 * without a number, below @dir (NULL: none), that @queue does not contain. The caller
 * frees it.
 */
char *patch_queue_name(const struct patch_queue *queue, const char *dir,
		       const char *subject);

/*
 * Replaces the selected patches of @queue by @patches (of struct queue_patch; keeps a
 * reference to the array). Patches in both, by name, keep their line and lead. Lines
 * before a removed patch go to the next one, and a patch that is left out by guards
 * stays after its predecessor.
 */
void patch_queue_replace(struct patch_queue *queue, GPtrArray *patches);

/*
 * Returns the index for a new patch of the section @section: after its last patch. A
 * section begins with a comment in the lead of a patch; case and punctuation around the
 * words are ignored. NULL: the end of the queue. -1 if there is no such section.
 */
int patch_queue_section_end(const struct patch_queue *queue, const char *section);

/* Returns the index of the first patch of the section that ends before index @end. */
guint patch_queue_section_start(const struct patch_queue *queue, guint end);

typedef struct patch_queue PatchQueue;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PatchQueue, patch_queue_free)
