/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/keyfile.h"

#include <string.h>

#include "util/error.h"
#include "util/fs.h"

/*
 * GKeyFile parses and unquotes, but forgets line numbers and merges duplicates.
 * Therefore the lines are scanned first, which finds errors and records the line of
 * every group and key.
 */
struct keyfile {
	char *path;
	GKeyFile *file;
	GPtrArray *groups; /* names, in order */
	GHashTable *lines; /* "group" or "group\nkey" to its line */
};

static char *line_key(const char *group, const char *key)
{
	return key ? g_strconcat(group, "\n", key, NULL) : g_strdup(group);
}

static guint find_line(const struct keyfile *keyfile, const char *group,
		       const char *key)
{
	g_autofree char *full = line_key(group, key);
	gpointer line = g_hash_table_lookup(keyfile->lines, full);

	if (!line && key)
		line = g_hash_table_lookup(keyfile->lines, group);
	return GPOINTER_TO_UINT(line);
}

static gboolean fail(const struct keyfile *keyfile, guint line, GError **error,
		     const char *format, ...) G_GNUC_PRINTF(4, 5);

static gboolean fail(const struct keyfile *keyfile, guint line, GError **error,
		     const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s:%u: %s", keyfile->path, line,
		    message);
	return FALSE;
}

/* Whether the group pattern of a rule matches @group. */
static gboolean group_matches(const char *pattern, const char *group)
{
	gsize length = strlen(pattern);

	if (!g_str_has_suffix(pattern, " *"))
		return !strcmp(pattern, group);
	return !strncmp(pattern, group, length - 1) && group[length - 1];
}

static gboolean known(const struct keyfile_rule *rules, const char *group,
		      const char *key)
{
	for (const struct keyfile_rule *r = rules; r->group; r++)
		if (group_matches(r->group, group) && (!key || !strcmp(r->key, key)))
			return TRUE;
	return FALSE;
}

/* Records that the group or key is on @line. */
static gboolean note(struct keyfile *keyfile, const struct keyfile_rule *rules,
		     const char *group, const char *key, guint line, GError **error)
{
	g_autofree char *full = line_key(group, key);
	guint before = GPOINTER_TO_UINT(g_hash_table_lookup(keyfile->lines, full));

	if (!known(rules, group, key))
		return key ? fail(keyfile, line, error, "[%s]: unknown key '%s'", group,
				  key)
			   : fail(keyfile, line, error, "unknown group [%s]", group);
	if (before)
		return fail(keyfile, line, error, "%s '%s' is already on line %u",
			    key ? "key" : "group", key ? key : group, before);
	g_hash_table_insert(keyfile->lines, g_steal_pointer(&full),
			    GUINT_TO_POINTER(line));
	if (!key)
		g_ptr_array_add(keyfile->groups, g_strdup(group));
	return TRUE;
}

static gboolean scan_line(struct keyfile *keyfile, const struct keyfile_rule *rules,
			  char *line, guint number, GError **error)
{
	const char *group = keyfile->groups->len
				    ? keyfile->groups->pdata[keyfile->groups->len - 1]
				    : NULL;
	char *end;

	g_strchomp(line);
	if (!*line || *line == '#')
		return TRUE;
	if (*line == '[') {
		end = line + strlen(line) - 1;
		if (*end != ']')
			return fail(keyfile, number, error, "group without a ']'");
		*end = '\0';
		return note(keyfile, rules, line + 1, NULL, number, error);
	}
	end = strchr(line, '=');
	if (!end || end == line)
		return fail(keyfile, number, error,
			    "neither a [group], KEY=VALUE nor a "
			    "# comment");
	if (!group)
		return fail(keyfile, number, error, "key before the first [group]");
	*end = '\0';
	return note(keyfile, rules, group, g_strchomp(line), number, error);
}

static gboolean scan(struct keyfile *keyfile, const struct keyfile_rule *rules,
		     const char *text, GError **error)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	if (!g_utf8_validate(text, -1, NULL))
		return fail(keyfile, 1, error, "not UTF-8 text");
	for (guint i = 0; lines[i]; i++)
		if (!scan_line(keyfile, rules, lines[i], i + 1, error))
			return FALSE;
	return TRUE;
}

static gboolean check_required(const struct keyfile *keyfile,
			       const struct keyfile_rule *rules, GError **error)
{
	for (const struct keyfile_rule *r = rules; r->group; r++)
		for (guint i = 0; r->required && i < keyfile->groups->len; i++) {
			const char *group = keyfile->groups->pdata[i];

			if (group_matches(r->group, group) &&
			    !g_key_file_has_key(keyfile->file, group, r->key, NULL))
				return keyfile_error(keyfile, group, NULL, error,
						     "key '%s' is missing", r->key);
		}
	return TRUE;
}

static gboolean is_line(const char *text)
{
	for (; *text; text = g_utf8_next_char(text))
		if (*text != '\t' && g_unichar_iscntrl(g_utf8_get_char(text)))
			return FALSE;
	return TRUE;
}

/* A value must be one line of text, but escape sequences may contain more. */
static gboolean check_values(const struct keyfile *keyfile, GError **error)
{
	for (guint i = 0; i < keyfile->groups->len; i++) {
		const char *group = keyfile->groups->pdata[i];
		g_auto(GStrv) keys =
			g_key_file_get_keys(keyfile->file, group, NULL, NULL);

		for (char **key = keys; key && *key; key++) {
			g_autofree char *value = keyfile_string(keyfile, group, *key);

			if (value && !is_line(value))
				return keyfile_error(keyfile, group, *key, error,
						     "has a control character");
		}
	}
	return TRUE;
}

struct keyfile *keyfile_load(const char *path, const struct keyfile_rule *rules,
			     GError **error)
{
	g_autoptr(Keyfile) keyfile = g_new0(struct keyfile, 1);
	g_autofree char *text = fs_read(path, error);
	g_autoptr(GError) cause = NULL;

	if (!text)
		return NULL;
	keyfile->path = g_strdup(path);
	keyfile->file = g_key_file_new();
	keyfile->groups = g_ptr_array_new_with_free_func(g_free);
	keyfile->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (!scan(keyfile, rules, text, error))
		return NULL;
	if (!g_key_file_load_from_data(keyfile->file, text, -1, G_KEY_FILE_NONE,
				       &cause)) {
		fail(keyfile, 1, error, "%s", cause->message);
		return NULL;
	}
	if (!check_required(keyfile, rules, error) || !check_values(keyfile, error))
		return NULL;
	return g_steal_pointer(&keyfile);
}

void keyfile_free(struct keyfile *keyfile)
{
	if (!keyfile)
		return;
	g_clear_pointer(&keyfile->file, g_key_file_unref);
	g_clear_pointer(&keyfile->groups, g_ptr_array_unref);
	g_clear_pointer(&keyfile->lines, g_hash_table_unref);
	g_free(keyfile->path);
	g_free(keyfile);
}

GPtrArray *keyfile_names(const struct keyfile *keyfile, const char *kind)
{
	g_autofree char *pattern = g_strconcat(kind, " *", NULL);
	GPtrArray *names = g_ptr_array_new();

	for (guint i = 0; i < keyfile->groups->len; i++) {
		char *group = keyfile->groups->pdata[i];

		if (group_matches(pattern, group))
			g_ptr_array_add(names, group + strlen(kind) + 1);
	}
	return names;
}

char *keyfile_string(const struct keyfile *keyfile, const char *group, const char *key)
{
	char *value = g_key_file_get_string(keyfile->file, group, key, NULL);

	return value ? g_strstrip(value) : NULL;
}

char **keyfile_list(const struct keyfile *keyfile, const char *group, const char *key)
{
	g_autofree char *value = keyfile_string(keyfile, group, key);
	g_auto(GStrv) parts = NULL;
	GPtrArray *list;

	if (!value)
		return NULL;
	list = g_ptr_array_new();
	parts = g_strsplit(value, ";", -1);
	for (char **p = parts; *p; p++)
		if (*g_strstrip(*p))
			g_ptr_array_add(list, g_strdup(*p));
	g_ptr_array_add(list, NULL);
	return (char **)g_ptr_array_free(list, FALSE);
}

gboolean keyfile_error(const struct keyfile *keyfile, const char *group,
		       const char *key, GError **error, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	return fail(keyfile, find_line(keyfile, group, key), error, "[%s]%s%s: %s",
		    group, key ? " " : "", key ? key : "", message);
}
