/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How other projects keep the patches of a kernel, read and written in place. Each form is
 * one file that fills a struct format, and one line of the table in format.c.
 *
 * A writer changes what @queue has changed, and nothing else: what is read and written
 * back is the same, byte for byte.
 */
#pragma once

#include <glib.h>

#include "upstream/patch-queue.h"

struct format_options {
	const char *version; /* "6.12": where a project has directories by version; or
				NULL */
	const char *author;  /* "NAME <MAIL>", for a change log; NULL: its last one's */
	gint64 time;	     /* the same; seconds since 1970 */
	gboolean changelog;  /* write an entry where the project has a change log */
};

struct format {
	const char *name;
	const char *what; /* one line, for help */
	/* Whether @path looks like it. */
	gboolean (*is)(const char *path);
	/* Reads it. Errors: KF_ERROR_INPUT, naming file and line. */
	struct patch_queue *(*read)(const char *path,
				    const struct format_options *options,
				    GError **error);
	/*
	 * Makes @path hold @queue. New patches get the names that are usual there, and what
	 * is not named any more is removed. *@changed is the number of files that differ.
	 */
	gboolean (*write)(const struct patch_queue *queue, const char *path,
			  const struct format_options *options, guint *changed,
			  GError **error);
};

extern const struct format format_debian, format_rpm, format_suse, format_stable,
	format_openwrt, format_numbered, format_mbox;

/* Their names, as a choice of an option. */
#define FORMAT_CHOICES "debian|rpm|suse|stable|openwrt|numbered|mbox"

/* All of them, ended by NULL. */
extern const struct format *const formats[];

/*
 * The one called @name; of NULL, the one that @path looks like. KF_ERROR_INPUT, naming
 * those that there are.
 */
const struct format *format_find(const char *name, const char *path, GError **error);
