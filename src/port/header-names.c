/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/header-names.h"

#include <string.h>

/* A set of hashes; 0 is a free place. */
struct header_names {
	struct tree *tree;
	gboolean read;
	guint32 *slots;
	gsize size, used; /* size is a power of two */
};

struct header_names *header_names_new(struct tree *tree)
{
	struct header_names *names = g_new0(struct header_names, 1);

	names->tree = tree;
	return names;
}

void header_names_free(struct header_names *names)
{
	if (!names)
		return;
	g_free(names->slots);
	g_free(names);
}

static gboolean is_name_byte(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

static guint32 hash_name(struct span name)
{
	guint64 hash = 14695981039346656037u; /* FNV-1a */

	for (gsize i = 0; i < name.len; i++)
		hash = (hash ^ (guchar)name.data[i]) * 1099511628211u;
	return (hash ^ hash >> 32) | 1;
}

/* Where @hash is or would be. */
static guint32 *find_slot(const struct header_names *names, guint32 hash)
{
	gsize at = (hash >> 1) & (names->size - 1);

	while (names->slots[at] && names->slots[at] != hash)
		at = (at + 1) & (names->size - 1);
	return &names->slots[at];
}

static void grow(struct header_names *names)
{
	g_autofree guint32 *old = names->slots;
	gsize size = names->size;

	names->size = size ? size * 2 : 1 << 16;
	names->slots = g_new0(guint32, names->size);
	for (gsize i = 0; i < size; i++)
		if (old[i])
			*find_slot(names, old[i]) = old[i];
}

static void add_name(struct header_names *names, struct span name)
{
	guint32 *slot;

	if (names->used * 2 >= names->size)
		grow(names);
	slot = find_slot(names, hash_name(name));
	names->used += !*slot;
	*slot = hash_name(name);
}

static void add_text(struct header_names *names, struct span text)
{
	const char *at = text.data, *end = text.data + text.len;

	while (at < end) {
		const char *start = at;

		while (at < end && is_name_byte(*at))
			at++;
		if (at > start && !g_ascii_isdigit(*start))
			add_name(names, (struct span){start, at - start});
		if (at == start)
			at++;
	}
}

/* include/ of the tree, or of an architecture. */
static gboolean is_shared_header(const char *path)
{
	const char *below;

	if (!g_str_has_suffix(path, ".h"))
		return FALSE;
	if (g_str_has_prefix(path, "include/"))
		return TRUE;
	below = g_str_has_prefix(path, "arch/") ? strchr(path + 5, '/') : NULL;
	return below && g_str_has_prefix(below, "/include/");
}

static void read_all(struct header_names *names)
{
	const GPtrArray *files;

	if (names->read)
		return;
	names->read = TRUE;
	files = tree_files(names->tree);
	for (guint i = 0; i < files->len; i++) {
		const char *path = g_ptr_array_index(files, i);
		g_autoptr(GBytes) bytes = NULL;

		if (!is_shared_header(path))
			continue;
		bytes = tree_peek(names->tree, path);
		add_text(names, span_of_bytes(bytes));
	}
}

gboolean header_names_known(struct header_names *names)
{
	read_all(names);
	return names->used > 0;
}

gboolean header_names_has(struct header_names *names, struct span name)
{
	read_all(names);
	return names->used && *find_slot(names, hash_name(name));
}
