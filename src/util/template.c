/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/template.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "util/error.h"
#include "util/fs.h"

template_words *template_words_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

void template_set(template_words *words, const char *name, const char *value)
{
	g_hash_table_insert(words, g_strdup(name), g_strdup(value));
}

/* Returns the length of the name if @text begins with "@NAME@", else 0. */
static gsize word_length(const char *text)
{
	gsize length = 0;

	if (*text != '@')
		return 0;
	for (text++; g_ascii_isupper(*text) || g_ascii_isdigit(*text) || *text == '_';
	     text++)
		length++;
	return *text == '@' ? length : 0;
}

char *template_fill(const char *path, template_words *words, GError **error)
{
	g_autofree char *text = fs_read(path, error);
	g_autoptr(GString) out = g_string_new(NULL);
	guint line = 1;

	if (!text)
		return NULL;
	for (const char *at = text; *at;) {
		gsize length = word_length(at);
		g_autofree char *name = length ? g_strndup(at + 1, length) : NULL;
		const char *value = length ? g_hash_table_lookup(words, name) : NULL;

		if (length && !value) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s:%u: unknown placeholder @%s@", path, line,
				    name);
			return NULL;
		}
		if (value) {
			g_string_append(out, value);
			at += length + 2;
			continue;
		}
		line += *at == '\n';
		g_string_append_c(out, *at++);
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

gboolean template_write(const char *path, template_words *words, const char *to,
			GError **error)
{
	g_autofree char *text = template_fill(path, words, error);
	struct stat status;

	if (!text || !fs_write(to, text, error))
		return FALSE;
	if (stat(path, &status) || g_chmod(to, status.st_mode & 0777)) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
			    "%s: cannot set permissions", to);
		return FALSE;
	}
	return TRUE;
}
