/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Templates: text in which words @NAME@ stand for values, such as the *.in files of
 * debian/ and specs/kernel.spec.
 */
#pragma once

#include <glib.h>

/* Words and their values (strings to strings); owns both. */
typedef GHashTable template_words;

/* Returns an empty table; free with g_hash_table_unref(). */
template_words *template_words_new(void);

/* Sets @NAME@ to @value; copies both. */
void template_set(template_words *words, const char *name, const char *value);

/*
 * Returns the text of the file @path with all words replaced; the caller frees it. A
 * word is upper-case letters, digits and '_' between two '@'. A word that is not in
 * @words is KF_ERROR_INPUT, with file:line.
 */
char *template_fill(const char *path, template_words *words, GError **error);

/* Writes the same atomically to the file @to, with the permissions of @path. */
gboolean template_write(const char *path, template_words *words, const char *to,
			GError **error);
