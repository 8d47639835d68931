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

/* A key that is allowed. A @group that ends in " *" stands for all groups of a kind,
 * each of which has a name: "variant *" matches "variant fixed". */
struct keyfile_rule {
	const char *group;
	const char *key;
	gboolean required; /* in every group that matches */
};

/* Reads @path and checks it against @rules (ended by a NULL group). The caller frees
 * it. Returns NULL with KF_ERROR_INPUT, or KF_ERROR_SYSTEM if it cannot be read. */
struct keyfile *keyfile_load(const char *path, const struct keyfile_rule *rules,
			     GError **error);

void keyfile_free(struct keyfile *keyfile);

/* Returns the names of the groups "KIND NAME" in the order of the file. The caller
 * unrefs the array; the strings belong to @keyfile. */
GPtrArray *keyfile_names(const struct keyfile *keyfile, const char *kind);

/*
 * Returns the value of a key without surrounding blanks; the caller frees it. NULL if
 * the key is absent. keyfile_list() splits it at ';', strips each part and omits empty
 * parts: an absent key is NULL, an empty value is an empty list.
 */
char *keyfile_string(const struct keyfile *keyfile, const char *group, const char *key);
char **keyfile_list(const struct keyfile *keyfile, const char *group, const char *key);

/* Sets @error to KF_ERROR_INPUT, "FILE:LINE: [GROUP] KEY: " and the message. LINE is
 * that of the key, or of the group if @key is NULL or absent. Returns FALSE. */
gboolean keyfile_error(const struct keyfile *keyfile, const char *group,
		       const char *key, GError **error, const char *format, ...)
	G_GNUC_PRINTF(5, 6);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Keyfile, keyfile_free)
