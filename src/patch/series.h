/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A quilt series file: every line of it, so that it prints as it was read, and
 * the patches that are named there.
 *
 *	# toolchain                      a comment; sections are such
 *	bugfix/all/foo.patch             relative to the directory of the series
 *	bar.patch -p0 # why              strip level, default 1; comment
 *	baz.patch -R                     applied in reverse
 *	+xen -arm qux.patch              SUSE guards, see series_select()
 */
#pragma once

#include <glib.h>

#include "patch/patch.h"

struct series_entry {
	const struct series *series; /* that it is a line of */
	char *raw;	   /* the line as read, with its newline if it has one */
	guint line;	   /* from 1 */
	char *name;	   /* of the patch, without "./"; NULL: comment or blank line */
	char *spelled;	   /* the same as written */
	int strip;	   /* -pN */
	gboolean reverse;  /* -R */
	char **guards;	   /* "+xen", "-arm"; NULL-terminated, maybe empty */
	gboolean selected; /* its guards let it through */
};

struct series {
	char *path;
	char *directory;    /* that patch names are relative to */
	GPtrArray *entries; /* of struct series_entry, one per line */
};

/*
 * Reads the series file @path; when it is a directory, the file "series" in it.
 * Guarded patches are selected as with no symbol set. Errors: KF_ERROR_INPUT,
 * naming file and line, for an option that is not known, a patch named twice,
 * and names that leave the directory.
 */
struct series *series_load(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same from memory; @path names it, and gives the directory. */
struct series *series_parse(const char *path, const char *data, gsize size,
			    GError **error) G_GNUC_WARN_UNUSED_RESULT;

void series_free(struct series *series);

/*
 * Selects by guards with @symbols set (NULL-terminated; NULL for none), as
 * SUSE's guards(1) does: the last guard of a line whose symbol is set decides,
 * '+' for and '-' against; when none is set, a line whose first guard is '+'
 * is out, and one whose first guard is '-' is in.
 */
void series_select(struct series *series, const char *const *symbols);

/* The entries that are patches and selected, in order; borrowed from @series. */
GPtrArray *series_patches(const struct series *series);

/* The same of all series in @list, one after another. */
GPtrArray *series_list_patches(const GPtrArray *list);

/* Where the patch of @entry lies. Free with g_free(). */
char *series_patch_path(const struct series_entry *entry);

/* Reads it. */
struct patch *series_load_patch(const struct series_entry *entry,
				GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Appends all lines, as read. */
void series_print(const struct series *series, GString *out);

typedef struct series Series;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Series, series_free)
