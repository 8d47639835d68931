/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Templates: text with words @NAME@ that stand for values, as the *.in files of debian/
 * and specs/kernel.spec have them.
 */
#pragma once

#include <glib.h>

/* Words and their values (strings to strings); what it holds is its own. */
typedef GHashTable template_words;

/* None yet; unref it with g_hash_table_unref(). */
template_words *template_words_new(void);

/* Sets @NAME@ to @value; both are copied. */
void template_set(template_words *words, const char *name, const char *value);

/*
 * The text of the file @path with all words replaced; the caller frees it. A word is
 * upper-case letters, digits and '_' between two '@'; one that @words does not have is
 * KF_ERROR_INPUT, naming file:line.
 */
char *template_fill(const char *path, template_words *words, GError **error);

/* The same, published as the file @to with the permissions of @path. */
gboolean template_write(const char *path, template_words *words, const char *to,
			GError **error);
