#include "needs.h"

#include <string.h>

/* Shorter names are local variables more often than not. */
#define NAME_MIN    4
#define NAMES_SHOWN 3

static gboolean is_name(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

/* The next identifier at or after *@at; FALSE at the end. */
static gboolean next_name(const char **at, const char *end, const char **name,
			  gsize *len)
{
	while (*at < end) {
		const char *start = *at;

		while (*at < end && is_name(**at))
			++*at;
		if (*at == start) {
			++*at;
		} else if (!g_ascii_isdigit(*start) && *at - start >= NAME_MIN) {
			*name = start;
			*len = *at - start;
			return TRUE;
		}
	}
	return FALSE;
}

static void add_names(GHashTable *names, const char *data, gsize size)
{
	const char *at = data, *end = data + size, *name;
	gsize len;

	while (next_name(&at, end, &name, &len))
		g_hash_table_add(names, g_strndup(name, len));
}

static GHashTable *file_names(struct tree *tree, const char *path)
{
	GHashTable *names =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct blob blob;
	gsize size;

	if (tree_get(tree, path, &blob, NULL) && blob.bytes) {
		const char *data = g_bytes_get_data(blob.bytes, &size);

		add_names(names, data, size);
	}
	return names;
}

/* Names that the hunk itself brings are none that it needs. */
static GHashTable *brought_names(const struct hunk *hunk)
{
	GHashTable *names =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (gsize i = 0; i < hunk->n_lines; i++)
		if (hunk->lines[i].kind == '+')
			add_names(names, hunk->lines[i].text, hunk->lines[i].len);
	for (gsize i = 0; i < hunk->n_lines; i++) {
		const char *at = hunk->lines[i].text, *end = at + hunk->lines[i].len;
		const char *name;
		gsize len;

		while (hunk->lines[i].kind != '+' && next_name(&at, end, &name, &len)) {
			g_autofree char *old = g_strndup(name, len);

			g_hash_table_remove(names, old);
		}
	}
	return names;
}

static char *join(const GPtrArray *names)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < MIN(names->len, NAMES_SHOWN); i++)
		g_string_append_printf(out, "%s%s", i ? ", " : "",
				       (char *)g_ptr_array_index(names, i));
	if (names->len > NAMES_SHOWN)
		g_string_append_printf(out, " and %u more", names->len - NAMES_SHOWN);
	return g_string_free(out, FALSE);
}

char *needs_missing(const struct hunk *hunk, struct tree *old, struct tree *new,
		    const char *path)
{
	g_autoptr(GHashTable) have = file_names(new, path);
	g_autoptr(GHashTable) had = file_names(old, path);
	g_autoptr(GHashTable) brought = brought_names(hunk);
	g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);

	for (gsize i = 0; i < hunk->n_lines; i++) {
		const char *at = hunk->lines[i].text, *end = at + hunk->lines[i].len;
		const char *name;
		gsize len;

		while (next_name(&at, end, &name, &len)) {
			char *one = g_strndup(name, len);

			if (g_hash_table_contains(had, one) &&
			    !g_hash_table_contains(brought, one) &&
			    g_hash_table_add(have, g_strdup(one)))
				g_ptr_array_add(missing, one);
			else
				g_free(one);
		}
	}
	return missing->len ? join(missing) : NULL;
}
