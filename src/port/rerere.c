/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/rerere.h"

#include <string.h>
#include <unistd.h>

#include "util/cache.h"
#include "util/fs.h"

/* --- markers ------------------------------------------------------------------- */

static gboolean is_middle(struct span line)
{
	return line.len == 8 && span_begins(line, "=======\n");
}

static gboolean is_marker(struct span line)
{
	return span_begins(line, "<<<<<<< ") || span_begins(line, "||||||| ") ||
	       span_begins(line, ">>>>>>> ") || is_middle(line);
}

/* Counts how often @text contains @line. */
static guint count_line(const struct text *text, struct span line)
{
	guint found = 0;

	for (gint64 i = 0; i < (gint64)text->count; i++)
		found += span_equal(text_lines(text, i, 1), line);
	return found;
}

guint rerere_marker(GBytes *bytes, GBytes *before)
{
	struct text text, own = {NULL};
	guint found = 0;

	text_init_bytes(&text, bytes);
	if (before)
		text_init_bytes(&own, before);
	for (guint i = 0; !found && i < text.count; i++) {
		struct span line = text_lines(&text, i, 1);

		if (is_marker(line) &&
		    (!before || count_line(&own, line) < count_line(&text, line)))
			found = i + 1;
	}
	text_clear(&text);
	if (before)
		text_clear(&own);
	return found;
}

/* Finds blocks exactly as append_markers() in port/hunk-merge-print.c prints them. */
static GArray *find_blocks(const struct text *text)
{
	GArray *blocks = g_array_new(FALSE, FALSE, sizeof(struct resolve_block));
	struct resolve_block block = {.first = -1};
	gint64 at = 0; /* in the text with theirs instead of each block */
	gint64 ours = -1;
	gboolean inside = FALSE;

	for (gint64 line = 0; line < (gint64)text->count; line++) {
		struct span span = text_lines(text, line, 1);

		if (span_begins(span, "<<<<<<< ")) {
			block = (struct resolve_block){.first = line, .theirs = at};
			inside = TRUE;
			continue;
		}
		if (block.first >= 0 && span_begins(span, "||||||| ")) {
			block.theirs_n = at - block.theirs;
			inside = FALSE;
		}
		at += block.first < 0 || inside;
		if (block.first >= 0 && !inside && ours < 0 && is_middle(span))
			ours = line + 1;
		if (block.first < 0 || !span_begins(span, ">>>>>>> "))
			continue;
		block.same = span_equal(
			text_lines(text, block.first + 1, block.theirs_n),
			text_lines(text, MAX(ours, 0), ours < 0 ? 0 : line - ours));
		ours = -1;
		block.n = line + 1 - block.first;
		g_array_append_val(blocks, block);
		block.first = -1;
	}
	return blocks;
}

GArray *resolve_blocks(GBytes *marked)
{
	GArray *blocks;
	struct text text;

	text_init_bytes(&text, marked);
	blocks = find_blocks(&text);
	text_clear(&text);
	return blocks;
}

static void append_lines(GString *out, const struct text *text, gint64 from, gint64 to)
{
	struct span span = text_lines(text, from, to - from);

	span_append(out, span);
}

GBytes *resolve_theirs(GBytes *marked)
{
	GString *out = g_string_new(NULL);
	g_autoptr(GArray) blocks = NULL;
	struct text text;
	gint64 at = 0;

	text_init_bytes(&text, marked);
	blocks = find_blocks(&text);
	for (guint i = 0; i < blocks->len; i++) {
		const struct resolve_block *block =
			&g_array_index(blocks, struct resolve_block, i);

		append_lines(out, &text, at, block->first);
		append_lines(out, &text, block->first + 1,
			     block->first + 1 + block->theirs_n);
		at = block->first + block->n;
	}
	append_lines(out, &text, at, text.count);
	text_clear(&text);
	return g_string_free_to_bytes(out);
}

/* Returns the first line of @text that begins with @marker; empty if there is none. */
static struct span find_marker(struct span text, const char *marker)
{
	const char *at = text.data, *end = text.data + text.len, *newline;

	while ((at = memmem(at, end - at, marker, strlen(marker))) && at > text.data &&
	       at[-1] != '\n')
		at++;
	if (!at)
		return (struct span){end, 0};
	newline = memchr(at, '\n', end - at);
	return (struct span){at, (newline ? newline + 1 : end) - at};
}

/* Finds the same as find_blocks(), but skips most lines quickly. */
GBytes *resolve_excerpt(GBytes *marked)
{
	GString *out = g_string_new(NULL);
	struct span left = span_of_bytes(marked), first, next, last;

	while ((first = find_marker(left, "<<<<<<< ")).len) {
		span_drop(&left, first.data + first.len - left.data);
		last = find_marker(left, ">>>>>>> ");
		if (!last.len)
			break;
		left.len = last.data - left.data;
		while ((next = find_marker(left, "<<<<<<< ")).len) {
			first = next;
			span_drop(&left, next.data + next.len - left.data);
		}
		g_string_append_len(out, first.data, last.data + last.len - first.data);
		left = span_of_bytes(marked);
		span_drop(&left, last.data + last.len - left.data);
	}
	return g_string_free_to_bytes(out);
}

/* Returns a digest of the conflict: all its lines except the names of the sides. */
static char *block_key(const struct text *text, const struct resolve_block *block)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	for (gint64 i = block->first; i < block->first + block->n; i++) {
		struct span span = text_lines(text, i, 1);

		if (span_begins(span, "<<<<<<< ") || span_begins(span, "||||||| ") ||
		    span_begins(span, ">>>>>>> "))
			span.len = 8;
		g_checksum_update(sum, (const guchar *)span.data, span.len);
	}
	return g_strdup(g_checksum_get_string(sum));
}

/* --- remembering ------------------------------------------------------------------ */

static void remember_block(const char *key, GBytes *text)
{
	g_autofree char *dir = cache_path("resolved", NULL);
	g_autofree char *path = g_build_filename(dir, key, NULL);
	gsize size;
	const char *data = g_bytes_get_data(text, &size);

	if (fs_make_dir(dir, NULL))
		g_file_set_contents(path, data ?: "", size, NULL);
}

static const struct resolve_block *block_of(GArray *blocks, const struct change *change)
{
	for (guint i = 0; i < blocks->len; i++) {
		const struct resolve_block *block =
			&g_array_index(blocks, struct resolve_block, i);

		if (change->old >= block->first &&
		    change->old + change->old_n <= block->first + block->n)
			return block;
	}
	return NULL;
}

static gboolean only_in_blocks(GArray *blocks, GArray *changes)
{
	for (guint i = 0; i < changes->len; i++)
		if (!block_of(blocks, &g_array_index(changes, struct change, i)))
			return FALSE;
	return TRUE;
}

/* Returns how many lines the changes before @line added. */
static gint64 shift_before(GArray *changes, gint64 line)
{
	gint64 shift = 0;

	for (guint i = 0; i < changes->len; i++) {
		const struct change *c = &g_array_index(changes, struct change, i);

		if (c->old < line)
			shift += c->new_n - c->old_n;
	}
	return shift;
}

/* Records that the conflict @key became @text; NULL if an equal one became something
 * else. */
static void note_resolution(GHashTable *found, char *key, struct span text)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text.data, text.len);
	gpointer before;

	if (!g_hash_table_lookup_extended(found, key, NULL, &before))
		g_hash_table_insert(found, key, g_steal_pointer(&bytes));
	else if (before && !g_bytes_equal(before, bytes))
		g_hash_table_replace(found, key, NULL);
	else
		g_free(key);
}

static void free_bytes(gpointer bytes)
{
	if (bytes)
		g_bytes_unref(bytes);
}

/* Returns the result of each conflict by its key, for @blocks of @before, where
 * @changes lead to @after. */
static GHashTable *find_resolutions(const struct text *before, const struct text *after,
				    GArray *blocks, GArray *changes)
{
	GHashTable *found =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_bytes);

	for (guint i = 0; i < blocks->len; i++) {
		const struct resolve_block *block =
			&g_array_index(blocks, struct resolve_block, i);
		gint64 end = block->first + block->n;
		gint64 from = block->first + shift_before(changes, block->first);
		gint64 to = end + shift_before(changes, end);

		note_resolution(found, block_key(before, block),
				text_lines(after, from, to - from));
	}
	return found;
}

void rerere_remember(GBytes *marked, GBytes *resolved)
{
	struct text before, after;
	g_autoptr(GArray) blocks = NULL, changes = NULL;
	g_autoptr(GHashTable) found = NULL;
	GHashTableIter iter;
	gpointer key, text;

	text_init_bytes(&before, marked);
	text_init_bytes(&after, resolved);
	blocks = find_blocks(&before);
	changes = diff_lines(&before, &after);
	if (only_in_blocks(blocks, changes)) {
		found = find_resolutions(&before, &after, blocks, changes);
		g_hash_table_iter_init(&iter, found);
		while (g_hash_table_iter_next(&iter, &key, &text))
			if (text)
				remember_block(key, text);
	}
	text_clear(&before);
	text_clear(&after);
}

static gboolean recall_block(GString *out, const char *key)
{
	g_autofree char *path = cache_path("resolved", key, NULL);
	g_autofree char *data = NULL;
	gsize size;

	if (!g_file_get_contents(path, &data, &size, NULL))
		return FALSE;
	g_string_append_len(out, data, size);
	return TRUE;
}

GBytes *rerere_recall(GBytes *marked)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GArray) blocks = NULL;
	struct text text;
	gboolean known;
	gint64 at = 0;

	text_init_bytes(&text, marked);
	blocks = find_blocks(&text);
	known = blocks->len > 0;
	for (guint i = 0; known && i < blocks->len; i++) {
		const struct resolve_block *block =
			&g_array_index(blocks, struct resolve_block, i);
		g_autofree char *key = block_key(&text, block);

		append_lines(out, &text, at, block->first);
		known = recall_block(out, key);
		at = block->first + block->n;
	}
	append_lines(out, &text, at, text.count);
	text_clear(&text);
	return known ? g_bytes_new(out->str, out->len) : NULL;
}

void resolve_forget(GBytes *marked)
{
	g_autoptr(GArray) blocks = NULL;
	struct text text;

	text_init_bytes(&text, marked);
	blocks = find_blocks(&text);
	for (guint i = 0; i < blocks->len; i++) {
		g_autofree char *key = block_key(
			&text, &g_array_index(blocks, struct resolve_block, i));
		g_autofree char *path = cache_path("resolved", key, NULL);

		unlink(path);
	}
	text_clear(&text);
}

/* --- skipped patches
 * ------------------------------------------------------------------ */

void resolve_digest(GChecksum *sum, GBytes *marked)
{
	g_autoptr(GArray) blocks = NULL;
	struct text text;

	text_init_bytes(&text, marked);
	blocks = find_blocks(&text);
	for (guint i = 0; i < blocks->len; i++) {
		g_autofree char *key = block_key(
			&text, &g_array_index(blocks, struct resolve_block, i));

		g_checksum_update(sum, (const guchar *)key, -1);
	}
	text_clear(&text);
}

static char *skip_path(const char *key)
{
	g_autofree char *name = g_strconcat(key, ".skip", NULL);

	return cache_path("resolved", name, NULL);
}

void resolve_remember_skip(const char *key)
{
	g_autofree char *path = skip_path(key);

	fs_publish(path, "", 0, NULL);
}

gboolean resolve_was_skipped(const char *key)
{
	g_autofree char *path = skip_path(key);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

void resolve_forget_skip(const char *key)
{
	g_autofree char *path = skip_path(key);

	unlink(path);
}
