/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A quilt series file: all its lines, so that it can be printed unchanged, and the
 * patches that they name.
 *
 *	# toolchain                      a comment; may be the title of a section
 *	bugfix/all/foo.patch             relative to the directory of the series
 *	bar.patch -p0 # why              strip level, default 1; comment
 *	baz.patch -R                     applied in reverse
 *	+xen -arm qux.patch              SUSE guards, see series_select()
 */
#pragma once

#include <glib.h>

#include "patch/patch.h"

struct series_entry {
	const struct series *series; /* that contains it */
	char *raw;	   /* the line as read, with its newline if it has one */
	guint line;	   /* from 1 */
	char *name;	   /* of the patch, without "./"; NULL: comment or blank line */
	char *spelled;	   /* the name as written */
	int strip;	   /* -pN */
	gboolean reverse;  /* -R */
	char **guards;	   /* "+xen", "-arm"; NULL-terminated, maybe empty */
	gboolean selected; /* according to its guards */
};

struct series {
	char *path;
	char *directory;    /* of the patches */
	GPtrArray *entries; /* of struct series_entry, one per line */
};

/*
 * Reads the series file @path, or the file "series" in the directory @path. Patches
 * with guards are selected as if no symbol were set. Errors: KF_ERROR_INPUT, with file
 * and line, for an unknown option, a patch that is named twice, and a name that leaves
 * the directory.
 */
struct series *series_load(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for text in memory; @path is its name and determines the directory. */
struct series *series_parse(const char *path, const char *data, gsize size,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

void series_free(struct series *series);

/*
 * Selects patches by their guards, with the set @symbols (NULL-terminated; may be
 * NULL), as SUSE's guards(1) does: the last guard of a line whose symbol is set
 * decides, '+' for and '-' against. If none is set, a line whose first guard is '+' is
 * out, and one whose first guard is '-' is in.
 */
void series_select(struct series *series, const char *const *symbols);

/* Returns the selected patches, in order; the entries are borrowed from @series. */
GPtrArray *series_patches(const struct series *series);

/* The same for all series in @list, one after another. */
GPtrArray *series_list_patches(const GPtrArray *list);

/* Returns the path of the patch @entry; the caller frees it. */
char *series_patch_path(const struct series_entry *entry);

struct patch *series_load_patch(const struct series_entry *entry,
				GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Appends all lines as they were read. */
void series_print(const struct series *series, GString *out);

typedef struct series Series;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Series, series_free)
