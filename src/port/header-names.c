/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/header-names.h"

#include <string.h>

/* Most names in a text occurred a moment ago; these need not be looked up again. */
#define RECENT 4096

/* Shorter names are never searched. */
#define NAME_MIN 4

/* This many lookups are done together, because each one waits for memory. */
#define BATCH 16

/* A set of hashes; 0 is a free slot. */
struct name_set {
	guint32 *slots;
	gsize size, used; /* size is a power of two */
	guint32 recent[RECENT];
	guint32 batch[BATCH]; /* to be added */
	guint waiting;	      /* number of those */
};

/* A tree whose headers are read. */
struct header_source {
	struct tree *tree;
	struct file_reader *reader;
};

struct header_names {
	struct header_source old, new;
	gboolean read;
	struct name_set have; /* of all headers of the new tree */
	struct name_set had;  /* of headers of the old tree, unless they are
			       * unchanged */
};

struct header_names *header_names_new(struct tree *old, struct tree *new)
{
	struct header_names *names = g_new0(struct header_names, 1);

	names->old = (struct header_source){old, file_reader_new(tree_fd(old))};
	names->new = (struct header_source){new, file_reader_new(tree_fd(new))};
	return names;
}

void header_names_free(struct header_names *names)
{
	if (!names)
		return;
	file_reader_free(names->old.reader);
	file_reader_free(names->new.reader);
	g_free(names->have.slots);
	g_free(names->had.slots);
	g_free(names);
}

/* --- a set ------------------------------------------------------------------------ */

static gboolean is_name_byte(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

#define HASH_START 14695981039346656037u /* FNV-1a */

static guint64 hash_byte(guint64 hash, char c)
{
	return (hash ^ (guchar)c) * 1099511628211u;
}

static guint32 hash_end(guint64 hash)
{
	return (hash ^ hash >> 32) | 1;
}

/* Returns the slot of @hash, or a free one. */
static guint32 *find_slot(const struct name_set *set, guint32 hash)
{
	gsize at = (hash >> 1) & (set->size - 1);

	while (set->slots[at] && set->slots[at] != hash)
		at = (at + 1) & (set->size - 1);
	return &set->slots[at];
}

static gboolean set_has(const struct name_set *set, struct span name)
{
	guint64 hash = HASH_START;

	for (gsize i = 0; i < name.len; i++)
		hash = hash_byte(hash, name.data[i]);
	return set->used && *find_slot(set, hash_end(hash));
}

static void grow(struct name_set *set)
{
	g_autofree guint32 *old = set->slots;
	gsize size = set->size;

	set->size = size ? size * 2 : 1 << 16;
	set->slots = g_new0(guint32, set->size);
	for (gsize i = 0; i < size; i++)
		if (old[i])
			*find_slot(set, old[i]) = old[i];
}

static void add_batch(struct name_set *set)
{
	if ((set->used + BATCH) * 2 >= set->size)
		grow(set);
	for (guint i = 0; i < set->waiting; i++)
		__builtin_prefetch(&set->slots[(set->batch[i] >> 1) & (set->size - 1)]);
	for (guint i = 0; i < set->waiting; i++) {
		guint32 *slot = find_slot(set, set->batch[i]);

		set->used += !*slot;
		*slot = set->batch[i];
	}
	set->waiting = 0;
}

static void add_hash(struct name_set *set, guint32 hash)
{
	guint32 *recent = &set->recent[(hash >> 1) % RECENT];

	if (*recent == hash)
		return;
	*recent = hash;
	set->batch[set->waiting++] = hash;
	if (set->waiting == BATCH)
		add_batch(set);
}

static void add_text(struct name_set *set, struct span text)
{
	gboolean in_name[256];
	const guchar *at = (const guchar *)text.data, *end = at + text.len;

	for (guint i = 0; i < G_N_ELEMENTS(in_name); i++)
		in_name[i] = is_name_byte(i);
	while (at < end) {
		const guchar *start = at;
		guint64 hash = HASH_START;

		for (; at < end && in_name[*at]; at++)
			hash = hash_byte(hash, *at);
		if (at == start)
			at++;
		else if (at - start >= NAME_MIN && !g_ascii_isdigit(*start))
			add_hash(set, hash_end(hash));
	}
	if (set->waiting)
		add_batch(set);
}

/* --- of headers ------------------------------------------------------------------- */

/* Whether it is in include/ of the tree or of an architecture. */
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

static gboolean read_header(const struct header_source *source, const char *path,
			    struct span *text)
{
	return tree_peek_next(source->tree, source->reader, path, text);
}

/* A name that is in the same header of both trees cannot be lost. */
static void read_old(struct header_names *names, const char *path,
		     const struct span *now)
{
	struct span before;

	if (read_header(&names->old, path, &before) &&
	    !(now && span_equal(before, *now)))
		add_text(&names->had, before);
}

/* Adds the paths, which belong to the tree, to @seen. */
static void read_new(struct header_names *names, GHashTable *seen)
{
	const GPtrArray *files = tree_files(names->new.tree);

	for (guint i = 0; i < files->len; i++) {
		const char *path = g_ptr_array_index(files, i);
		struct span now;
		gboolean there;

		if (!is_shared_header(path))
			continue;
		g_hash_table_add(seen, (gpointer)path);
		there = read_header(&names->new, path, &now);
		if (there)
			add_text(&names->have, now);
		read_old(names, path, there ? &now : NULL);
	}
}

/* Reads the headers below @directory that are not in @seen. */
static void read_gone(struct header_names *names, const char *directory,
		      GHashTable *seen)
{
	g_autoptr(GPtrArray) files = tree_files_below(names->old.tree, directory);

	for (guint i = 0; i < files->len; i++) {
		const char *path = g_ptr_array_index(files, i);

		if (is_shared_header(path) && !g_hash_table_contains(seen, path))
			read_old(names, path, NULL);
	}
}

static void read_all(struct header_names *names)
{
	g_autoptr(GHashTable) seen = NULL;

	if (names->read)
		return;
	names->read = TRUE;
	seen = g_hash_table_new(g_str_hash, g_str_equal);
	read_new(names, seen);
	read_gone(names, "include", seen);
	read_gone(names, "arch", seen);
}

gboolean header_names_known(struct header_names *names)
{
	read_all(names);
	return names->have.used > 0;
}

gboolean header_names_has(struct header_names *names, struct span name)
{
	read_all(names);
	return set_has(&names->have, name);
}

gboolean header_names_lost(struct header_names *names, struct span name)
{
	read_all(names);
	return !set_has(&names->have, name) && set_has(&names->had, name);
}
