#include "keyfile.h"

#include <string.h>

#include "error.h"
#include "fs.h"

/*
 * GKeyFile parses and unquotes but forgets where things stood and merges
 * duplicates. So the lines are walked once before: that finds what is wrong
 * and remembers the line of every group and key.
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

static guint find_line(const keyfile *self, const char *group, const char *key)
{
	g_autofree char *full = line_key(group, key);
	gpointer line = g_hash_table_lookup(self->lines, full);

	if (!line && key)
		line = g_hash_table_lookup(self->lines, group);
	return GPOINTER_TO_UINT(line);
}

static gboolean fail(const keyfile *self, guint line, GError **error,
		     const char *format, ...) G_GNUC_PRINTF(4, 5);

static gboolean fail(const keyfile *self, guint line, GError **error,
		     const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s:%u: %s", self->path, line,
		    message);
	return FALSE;
}

/* Whether @group is one that the rule's group pattern means. */
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

/* Notes that the group or key stands on @line. */
static gboolean note(keyfile *self, const struct keyfile_rule *rules, const char *group,
		     const char *key, guint line, GError **error)
{
	g_autofree char *full = line_key(group, key);
	guint before = GPOINTER_TO_UINT(g_hash_table_lookup(self->lines, full));

	if (!known(rules, group, key))
		return key ? fail(self, line, error, "[%s]: unknown key '%s'", group,
				  key)
			   : fail(self, line, error, "unknown group [%s]", group);
	if (before)
		return fail(self, line, error, "%s '%s' is already on line %u",
			    key ? "key" : "group", key ? key : group, before);
	g_hash_table_insert(self->lines, g_steal_pointer(&full),
			    GUINT_TO_POINTER(line));
	if (!key)
		g_ptr_array_add(self->groups, g_strdup(group));
	return TRUE;
}

static gboolean scan_line(keyfile *self, const struct keyfile_rule *rules, char *line,
			  guint number, GError **error)
{
	const char *group =
		self->groups->len ? self->groups->pdata[self->groups->len - 1] : NULL;
	char *end;

	g_strchomp(line);
	if (!*line || *line == '#')
		return TRUE;
	if (*line == '[') {
		end = line + strlen(line) - 1;
		if (*end != ']')
			return fail(self, number, error, "group without a ']'");
		*end = '\0';
		return note(self, rules, line + 1, NULL, number, error);
	}
	end = strchr(line, '=');
	if (!end || end == line)
		return fail(self, number, error,
			    "neither a [group], KEY=VALUE nor a "
			    "# comment");
	if (!group)
		return fail(self, number, error, "key before the first [group]");
	*end = '\0';
	return note(self, rules, group, g_strchomp(line), number, error);
}

static gboolean scan(keyfile *self, const struct keyfile_rule *rules, const char *text,
		     GError **error)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	if (!g_utf8_validate(text, -1, NULL))
		return fail(self, 1, error, "not UTF-8 text");
	for (guint i = 0; lines[i]; i++)
		if (!scan_line(self, rules, lines[i], i + 1, error))
			return FALSE;
	return TRUE;
}

static gboolean check_required(const keyfile *self, const struct keyfile_rule *rules,
			       GError **error)
{
	for (const struct keyfile_rule *r = rules; r->group; r++)
		for (guint i = 0; r->required && i < self->groups->len; i++) {
			const char *group = self->groups->pdata[i];

			if (group_matches(r->group, group) &&
			    !g_key_file_has_key(self->file, group, r->key, NULL))
				return keyfile_error(self, group, NULL, error,
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

/* A value is one line of text: escapes can bring more than a line has. */
static gboolean check_values(const keyfile *self, GError **error)
{
	for (guint i = 0; i < self->groups->len; i++) {
		const char *group = self->groups->pdata[i];
		g_auto(GStrv) keys = g_key_file_get_keys(self->file, group, NULL, NULL);

		for (char **key = keys; key && *key; key++) {
			g_autofree char *value = keyfile_string(self, group, *key);

			if (value && !is_line(value))
				return keyfile_error(self, group, *key, error,
						     "has a control character");
		}
	}
	return TRUE;
}

keyfile *keyfile_load(const char *path, const struct keyfile_rule *rules,
		      GError **error)
{
	g_autoptr(keyfile) self = g_new0(keyfile, 1);
	g_autofree char *text = fs_read(path, error);
	g_autoptr(GError) cause = NULL;

	if (!text)
		return NULL;
	self->path = g_strdup(path);
	self->file = g_key_file_new();
	self->groups = g_ptr_array_new_with_free_func(g_free);
	self->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	if (!scan(self, rules, text, error))
		return NULL;
	if (!g_key_file_load_from_data(self->file, text, -1, G_KEY_FILE_NONE, &cause)) {
		fail(self, 1, error, "%s", cause->message);
		return NULL;
	}
	if (!check_required(self, rules, error) || !check_values(self, error))
		return NULL;
	return g_steal_pointer(&self);
}

void keyfile_free(keyfile *self)
{
	if (!self)
		return;
	g_clear_pointer(&self->file, g_key_file_unref);
	g_clear_pointer(&self->groups, g_ptr_array_unref);
	g_clear_pointer(&self->lines, g_hash_table_unref);
	g_free(self->path);
	g_free(self);
}

GPtrArray *keyfile_names(const keyfile *self, const char *kind)
{
	g_autofree char *pattern = g_strconcat(kind, " *", NULL);
	GPtrArray *names = g_ptr_array_new();

	for (guint i = 0; i < self->groups->len; i++) {
		char *group = self->groups->pdata[i];

		if (group_matches(pattern, group))
			g_ptr_array_add(names, group + strlen(kind) + 1);
	}
	return names;
}

char *keyfile_string(const keyfile *self, const char *group, const char *key)
{
	char *value = g_key_file_get_string(self->file, group, key, NULL);

	return value ? g_strstrip(value) : NULL;
}

char **keyfile_list(const keyfile *self, const char *group, const char *key)
{
	g_autofree char *value = keyfile_string(self, group, key);
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

gboolean keyfile_error(const keyfile *self, const char *group, const char *key,
		       GError **error, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	return fail(self, find_line(self, group, key), error, "[%s]%s%s: %s", group,
		    key ? " " : "", key ? key : "", message);
}
