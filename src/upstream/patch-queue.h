/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A series with its patches, in memory: what is brought in from git, mail or a
 * distribution's packaging, and taken out to them.
 *
 *	lead    # Arch bug fixes\n          lines in front of a patch: comments, blanks
 *	line    bugfix/foo.patch -p0\n      its own, guards and options included
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
	char *line;	   /* with its newline */
	char *name;	   /* relative to the series' directory */
	int strip;	   /* -pN */
	gboolean reverse;  /* -R */
	gboolean selected; /* its guards let it through with no symbol set */
	GBytes *bytes;	   /* as stored */
};

struct patch_queue {
	char *name;	    /* for messages */
	GPtrArray *patches; /* of struct queue_patch, in the order of the series */
	char *tail;	    /* lines after the last patch, or "" */
	GBytes *cover; /* the cover letter, beside the series as "cover-letter"; or NULL */
};

/* An empty one. */
struct patch_queue *patch_queue_new(const char *name);
void patch_queue_free(struct patch_queue *queue);

/* A patch called @name of @bytes (a reference is kept), -p1; "" for a @lead of NULL. */
struct queue_patch *queue_patch_new(const char *name, GBytes *bytes, const char *lead);
struct queue_patch *queue_patch_copy(const struct queue_patch *patch);
void queue_patch_free(struct queue_patch *patch);

/*
 * The patches that @series names, read by @read, which returns a new reference or NULL
 * and @error. A patch that guards leave out may be missing: it then has no bytes.
 */
typedef GBytes *patch_queue_reader(const char *name, gpointer data, GError **error);
struct patch_queue *patch_queue_from_series(const struct series *series,
					    patch_queue_reader *read, gpointer data,
					    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same of the series file @path and the files beside it. Errors: KF_ERROR_INPUT. */
struct patch_queue *patch_queue_load(const char *path,
				     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Makes the directory @dir hold @queue: the series file @series ("series") and its
 * patches, all or none. Patches that the series file there named before and @queue does
 * not are removed; nothing else is touched. @changed (NULL: not asked for) gets the number
 * of files that differ. Errors: KF_ERROR_BUSY, KF_ERROR_SYSTEM.
 */
gboolean patch_queue_store(const struct patch_queue *queue, const char *dir,
			   const char *series, guint *changed,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The text of the series file; free with g_free(). */
char *patch_queue_series(const struct patch_queue *queue);

/* The patch of that name, or NULL. */
struct queue_patch *patch_queue_find(const struct patch_queue *queue, const char *name);

/* Parses @patch; messages name it as the series of @queue does. */
struct patch *patch_queue_parse(const struct patch_queue *queue,
				const struct queue_patch *patch,
				GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Applies @patch, which is @from parsed, to @tree; one without a diff changes nothing.
 * Errors as series_apply_whole() has them.
 */
gboolean queue_patch_apply(const struct queue_patch *from, const struct patch *patch,
			   struct tree *tree, guint fuzz,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * A name for a patch that does what @subject says, as git-format-patch(1) makes them but
 * without a number, below @dir (NULL: none), which no patch of @queue has. Free it.
 */
char *patch_queue_name(const struct patch_queue *queue, const char *dir,
		       const char *subject);

/*
 * Puts @patches (of struct queue_patch, taken over by reference of the array) in the place
 * of those that @queue has selected. What is in both, by name, keeps its line and lead;
 * lines in front of a patch that is gone go to the next one, and a patch that is left out
 * by its guards stays behind the one it was behind.
 */
void patch_queue_replace(struct patch_queue *queue, GPtrArray *patches);

/*
 * Where a new patch of the section @section belongs: the index behind the last patch of it.
 * A section begins with a comment in the lead of a patch. NULL: the end of the queue. -1 if
 * there is no such section. Case and the signs around the words do not matter.
 */
int patch_queue_section_end(const struct patch_queue *queue, const char *section);

/* The index of the first patch of the section that ends before index @end. */
guint patch_queue_section_start(const struct patch_queue *queue, guint end);

typedef struct patch_queue PatchQueue;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PatchQueue, patch_queue_free)
