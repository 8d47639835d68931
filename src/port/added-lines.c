/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/added-lines.h"

#include <string.h>

#include "port/identifiers.h"

/* What has fewer letters and digits than this says nothing: "return -EINVAL;". */
#define TELLING_MIN 13

struct added_lines {
	const struct text *from, *to;
	GArray *changes;
	GHashTable *lines; /* char * -> struct line_tally */
	/* Names, NULL until asked for. */
	GHashTable *names; /* of the new text: char * -> GArray of gint64, lines */
	GHashTable *lost;  /* of the old text: char *, on lines that differ */
};

struct line_tally {
	GArray *at;   /* of gint64: the lines that differ in the new text, in order */
	gint64 count; /* gained less lost */
};

gboolean line_is_telling(struct span line)
{
	guint solid = 0;

	for (gsize i = 0; i < line.len; i++)
		solid += g_ascii_isalnum(line.data[i]);
	return solid >= TELLING_MIN;
}

/* Indentation may change when code moves; it does not make another line. */
static char *line_key(struct span line)
{
	char *key = span_dup(line);

	return g_strstrip(key);
}

static void tally_free(struct line_tally *tally)
{
	g_array_unref(tally->at);
	g_free(tally);
}

static struct line_tally *take_tally(struct added_lines *gained, struct span line)
{
	g_autofree char *key = line_key(line);
	struct line_tally *tally = g_hash_table_lookup(gained->lines, key);

	if (!tally) {
		tally = g_new0(struct line_tally, 1);
		tally->at = g_array_new(FALSE, FALSE, sizeof(gint64));
		g_hash_table_insert(gained->lines, g_steal_pointer(&key), tally);
	}
	return tally;
}

struct added_lines *added_lines_new(const struct text *from, const struct text *to,
				    GArray *changes)
{
	struct added_lines *gained = g_new0(struct added_lines, 1);

	gained->from = from;
	gained->to = to;
	gained->changes = changes;
	gained->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      (GDestroyNotify)tally_free);
	for (guint i = 0; i < changes->len; i++) {
		const struct change *c = &g_array_index(changes, struct change, i);

		for (gint64 line = c->old; line < c->old + c->old_n; line++)
			take_tally(gained, text_lines(from, line, 1))->count--;
		for (gint64 line = c->new; line < c->new + c->new_n; line++) {
			struct line_tally *tally =
				take_tally(gained, text_lines(to, line, 1));

			tally->count++;
			g_array_append_val(tally->at, line);
		}
	}
	return gained;
}

void added_lines_free(struct added_lines *gained)
{
	if (!gained)
		return;
	g_hash_table_unref(gained->lines);
	g_clear_pointer(&gained->names, g_hash_table_unref);
	g_clear_pointer(&gained->lost, g_hash_table_unref);
	g_free(gained);
}

static gint64 nearest(GArray *lines, gint64 near)
{
	gint64 best = -1;

	for (guint i = 0; i < lines->len; i++) {
		gint64 line = g_array_index(lines, gint64, i);

		if (best < 0 || ABS(line - near) < ABS(best - near))
			best = line;
	}
	return best;
}

gint64 added_lines_line(const struct added_lines *gained, struct span line, gint64 near)
{
	g_autofree char *key = line_key(line);
	const struct line_tally *tally = g_hash_table_lookup(gained->lines, key);

	return tally && tally->count > 0 ? nearest(tally->at, near) : -1;
}

gboolean gained_is_new(const struct added_lines *gained, struct span line)
{
	return !text_has_line(gained->from, line.data, line.len);
}

static void add_names(struct added_lines *gained, gint64 line)
{
	struct span name;
	struct identifiers names;

	identifiers_init(&names, text_lines(gained->to, line, 1));
	while (identifiers_next_word(&names, &name)) {
		g_autofree char *key = NULL;
		GArray *lines;

		if (!identifiers_is_name(name) && !identifiers_is_id(name))
			continue;
		key = span_dup(name);
		lines = g_hash_table_lookup(gained->names, key);

		if (!lines) {
			lines = g_array_new(FALSE, FALSE, sizeof(gint64));
			g_hash_table_insert(gained->names, g_steal_pointer(&key),
					    lines);
		}
		g_array_append_val(lines, line);
	}
}

/* Only when it is asked for: most hunks are told by their lines. */
static void index_names(struct added_lines *gained)
{
	gained->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      (GDestroyNotify)g_array_unref);
	for (guint i = 0; i < gained->changes->len; i++) {
		const struct change *c =
			&g_array_index(gained->changes, struct change, i);

		for (gint64 line = c->new; line < c->new + c->new_n; line++)
			add_names(gained, line);
	}
}

gint64 gained_name(struct added_lines *gained, struct span name, gint64 near)
{
	g_autofree char *key = span_dup(name);
	GArray *lines;

	if (!gained->names)
		index_names(gained);
	lines = g_hash_table_lookup(gained->names, key);
	return lines && !identifiers_has(gained->from, name) ? nearest(lines, near)
							     : -1;
}

static void add_lost(struct added_lines *gained, gint64 line)
{
	struct span name;
	struct identifiers names;

	identifiers_init(&names, text_lines(gained->from, line, 1));
	while (identifiers_next(&names, &name)) {
		g_autofree char *key = span_dup(name);

		if (!g_hash_table_contains(gained->lost, key))
			g_hash_table_insert(gained->lost, g_steal_pointer(&key), NULL);
	}
}

gboolean lost_name(struct added_lines *gained, struct span name)
{
	g_autofree char *key = span_dup(name);

	if (!gained->lost) {
		gained->lost =
			g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
		for (guint i = 0; i < gained->changes->len; i++) {
			const struct change *c =
				&g_array_index(gained->changes, struct change, i);

			for (gint64 line = c->old; line < c->old + c->old_n; line++)
				add_lost(gained, line);
		}
	}
	return g_hash_table_contains(gained->lost, key) &&
	       !identifiers_has(gained->to, name);
}
