/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Formats in which other projects store kernel patches, read and written in place. Each
 * format has a file that fills a struct format, and a line in the table of format.c.
 *
 * A writer only writes what was changed in @queue: a queue that is read and written
 * back is the same, byte for byte.
 */
#pragma once

#include <glib.h>

#include "upstream/patch-queue.h"

struct format_options {
	const char *version; /* "6.12", for projects with a directory per version; or
			      * NULL */
	const char *author;  /* "NAME <ADDRESS>" for a change log; NULL: author of
			      * its last entry */
	gint64 time;	     /* for a change log; seconds since 1970 */
	gboolean changelog;  /* write an entry if the project has a change log */
	const char *project; /* whose fragments of the kernel configuration are written,
			      * too (debian-config.h), for */
	const char *branch;  /* this one; or NULL */
};

struct format {
	const char *name;
	const char *what; /* one line for help */
	/* Whether @path looks like this format. */
	gboolean (*is)(const char *path);
	/* Reads it. Errors: KF_ERROR_INPUT with file and line. */
	struct patch_queue *(*read)(const char *path,
				    const struct format_options *options,
				    GError **error);
	/*
	 * Writes @queue to @path. New patches get names as usual in this format; files
	 * that are no longer named are removed. Sets *@changed to the number of files
	 * that differ.
	 */
	gboolean (*write)(const struct patch_queue *queue, const char *path,
			  const struct format_options *options, guint *changed,
			  GError **error);
};

extern const struct format format_debian, format_rpm, format_suse, format_stable,
	format_openwrt, format_numbered, format_mbox;

/* The names of all formats, for an option. */
#define FORMAT_CHOICES "debian|rpm|suse|stable|openwrt|numbered|mbox"

/* All formats, ended by NULL. */
extern const struct format *const formats[];

/* Returns the format @name, or, if that is NULL, the one that @path looks like.
 * KF_ERROR_INPUT, naming the existing formats. */
const struct format *format_find(const char *name, const char *path, GError **error);
