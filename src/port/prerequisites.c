/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/prerequisites.h"

#include "port/identifiers.h"

/* Shorter names are local variables more often than not. */
#define NAME_MIN    4
#define NAMES_SHOWN 3

static void add_names(GHashTable *names, struct text_span line)
{
	struct identifiers walk;
	struct text_span name;

	identifiers_init(&walk, line);
	while (identifiers_next(&walk, &name))
		if (name.size >= NAME_MIN)
			g_hash_table_add(names, g_strndup(name.data, name.size));
}

static GHashTable *file_names(struct tree *tree, const char *path)
{
	GHashTable *names =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct blob blob;
	struct text text;

	if (!tree_get(tree, path, &blob, NULL) || !blob.bytes)
		return names;
	text_init_bytes(&text, blob.bytes);
	for (gint64 i = 0; i < (gint64)text.count; i++)
		add_names(names, text_lines(&text, i, 1));
	text_clear(&text);
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

char *prerequisites_missing(const struct hunk *hunk, struct tree *old, struct tree *new,
			    const char *path)
{
	g_autoptr(GHashTable) have = file_names(new, path);
	g_autoptr(GHashTable) had = file_names(old, path);
	g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);

	for (gsize i = 0; i < hunk->n_lines; i++) {
		const struct patch_line *line = &hunk->lines[i];
		struct text_span name;
		struct identifiers walk;

		if (line->kind == ' ')
			continue;
		identifiers_init(&walk, (struct text_span){line->text, line->len});
		while (identifiers_next(&walk, &name)) {
			g_autofree char *one = g_strndup(name.data, name.size);

			if (g_hash_table_contains(had, one) &&
			    g_hash_table_add(have, g_strdup(one)))
				g_ptr_array_add(missing, g_steal_pointer(&one));
		}
	}
	return missing->len ? join(missing) : NULL;
}
