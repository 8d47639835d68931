/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GLib key files with strict checks: an unknown group or key, a duplicate, an invalid
 * line and a missing required key are errors that start with file:line. So is a value
 * with a control character, which GLib creates from an escape sequence; values are text
 * of one line.
 */
#pragma once

#include <glib.h>

typedef struct keyfile Keyfile;

/*
 * One key that may appear. @group is a group's name, or ends in " *": such
 * groups are named by their kind and a name of their own ("variant fixed").
 */
struct keyfile_rule {
	const char *group;
	const char *key;
	gboolean required; /* in every group that matches */
};

/*
 * Reads @path, held against @rules (ended by a NULL group). The caller frees
 * it. NULL with KF_ERROR_INPUT, or KF_ERROR_SYSTEM if it cannot be read.
 */
struct keyfile *keyfile_load(const char *path, const struct keyfile_rule *rules,
			     GError **error);

void keyfile_free(struct keyfile *keyfile);

/*
 * The own names of the groups "KIND NAME", in the file's order. The caller frees
 * the array alone (g_ptr_array_unref), the strings are @keyfile's.
 */
GPtrArray *keyfile_names(const struct keyfile *keyfile, const char *kind);

/*
 * The value of a key, stripped of blanks, to be freed by the caller; NULL if it
 * is absent. keyfile_list() splits at ';', strips and leaves out empty parts:
 * an absent key and an empty list differ (NULL and a list of none).
 */
char *keyfile_string(const struct keyfile *keyfile, const char *group, const char *key);
char **keyfile_list(const struct keyfile *keyfile, const char *group, const char *key);

/*
 * Sets @error to KF_ERROR_INPUT, "FILE:LINE: [GROUP] KEY: " and the message;
 * the line is that of the key, or of the group if @key is NULL or absent.
 * Returns FALSE.
 */
gboolean keyfile_error(const struct keyfile *keyfile, const char *group,
		       const char *key, GError **error, const char *format, ...)
	G_GNUC_PRINTF(5, 6);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Keyfile, keyfile_free)
